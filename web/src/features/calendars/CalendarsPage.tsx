/** Calendars: the list and who works by which; below an address of its own, the editor of one. */

import { useMachineList } from "@/api";
import { describeError, useI18n } from "@/i18n";
import { Failure, Loading } from "@/ui/Notice";
import { CalendarEditor } from "./CalendarEditor";
import { CalendarList } from "./CalendarList";
import { useCalendars } from "./data";
import { fromTemplate, likelyCountry, templateOf } from "./templates";

export interface CalendarsPageProps {
  /** The calendar to edit, or a template marked as such; the list where undefined. */
  readonly code?: string;
}

export function CalendarsPage({ code }: CalendarsPageProps) {
  const { t, language } = useI18n();
  const calendars = useCalendars();
  const plant = useMachineList().data;
  if (calendars.data === undefined || plant === undefined) {
    return calendars.error === null ? (
      <Loading label={t("common.loading")} rows={3} height={120} />
    ) : (
      <Failure
        size="page"
        title={t("error.title")}
        text={describeError(calendars.error, t)}
        retry={t("common.retry")}
        onRetry={() => void calendars.refetch()}
      />
    );
  }
  const all = calendars.data;
  if (code === undefined) {
    return <CalendarList all={all} plant={plant} />;
  }
  const template = templateOf(code);
  const stored = all.calendars.find((calendar) => calendar.code === code);
  const country = likelyCountry(plant.site.time_zone, language);
  const start = template === undefined ? stored : fromTemplate(template, country);
  if (start === undefined) {
    return <CalendarList all={all} plant={plant} />;
  }
  return <CalendarEditor key={code} stored={stored} start={start} plant={plant} all={all} />;
}
