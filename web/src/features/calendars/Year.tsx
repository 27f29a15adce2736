/** A year of the calendar, month by month: worked days, holidays, exceptions; a click makes a day different. */

import { ActionIcon } from "@mantine/core";
import { useMemo, useState } from "react";

import type { CalendarDoc } from "@/api";
import { fromInput } from "@/core/zone";
import { useI18n } from "@/i18n";
import { useLive } from "@/live";
import { localFields } from "@/core/zone";
import { Panel } from "@/ui/Panel";
import { usePreview, useProduction } from "./data";
import { DayEditor } from "./DayEditor";
import { withException, withoutException } from "./draft";
import { Month } from "./Month";
import type { Choice } from "./scopes";
import css from "./Year.module.css";

export interface YearProps {
  readonly doc: CalendarDoc;
  readonly scopes: readonly Choice[];
  readonly onChange: (doc: CalendarDoc) => void;
}

const monthKey = (year: number, month: number): string => `${year}-${String(month).padStart(2, "0")}-`;

const LEGEND = ["work", "off", "holiday", "moved", "short", "own"] as const;

export function Year({ doc, scopes, onChange }: YearProps) {
  const { t, f } = useI18n();
  const { clock } = useLive();
  const [year, setYear] = useState(() => localFields(clock.now(), f.zone).year);
  const [day, setDay] = useState<string | null>(null);
  const window = { from: fromInput(`${year}-01-01`, f.zone) ?? 0, to: fromInput(`${year + 1}-01-01`, f.zone) ?? 1 };
  const preview = usePreview(doc, window).data;
  const production = useProduction(doc.country, year).data;
  const worked = useMemo(() => {
    const counted = new Map<string, number>();
    for (const { day: opened } of preview?.occurrences ?? []) {
      counted.set(opened, (counted.get(opened) ?? 0) + 1);
    }
    return counted;
  }, [preview]);
  const law = useMemo(() => new Map(production?.days.map((one) => [one.day, one])), [production]);
  const own = useMemo(() => new Map(doc.exceptions.map((item) => [item.day, item])), [doc.exceptions]);
  return (
    <Panel
      title={t("calendars.year", { year })}
      aside={
        <>
          <ActionIcon
            variant="default"
            size="2.25rem"
            aria-label={t("calendars.year.before")}
            onClick={() => {
              setYear(year - 1);
            }}
          >
            <span aria-hidden="true">‹</span>
          </ActionIcon>
          <ActionIcon
            variant="default"
            size="2.25rem"
            aria-label={t("calendars.year.after")}
            onClick={() => {
              setYear(year + 1);
            }}
          >
            <span aria-hidden="true">›</span>
          </ActionIcon>
        </>
      }
    >
      <p className="muted">{t("calendars.year.text")}</p>
      <div className={css.months}>
        {Array.from({ length: 12 }, (_, month) => (
          <Month
            key={month}
            year={year}
            month={month + 1}
            worked={worked}
            law={law}
            own={own}
            chosen={day?.startsWith(monthKey(year, month + 1)) === true ? day : null}
            onChoose={setDay}
          />
        ))}
      </div>
      <p className={css.legend}>
        {LEGEND.map((kind) => (
          <span key={kind}>
            <span className={css.mark} data-mark={kind} aria-hidden="true">
              1
            </span>
            {t(`calendars.legend.${kind}`)}
          </span>
        ))}
      </p>
      {production?.moves_known === false && <p role="note">{t("calendars.legend.moves_unknown", { year })}</p>}
      {day !== null && (
        <DayEditor
          key={day}
          day={day}
          items={doc.exceptions}
          shifts={doc.shifts}
          scopes={scopes}
          onClose={() => {
            setDay(null);
          }}
          onSet={(item) => {
            onChange({ ...doc, exceptions: withException(doc.exceptions, item) });
          }}
          onClear={(scope) => {
            onChange({ ...doc, exceptions: withoutException(doc.exceptions, day, scope) });
          }}
        />
      )}
    </Panel>
  );
}
