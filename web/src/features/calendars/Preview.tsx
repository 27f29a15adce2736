/** What the calendar comes to in the next weeks, as the server reckons it, and its problems by name. */

import { memo, useState } from "react";

import type { CalendarDoc, ShiftOccurrence } from "@/api";
import { parseInstant } from "@/core/instant";
import { fromInput, startOfDay, toDateInput } from "@/core/zone";
import { describeError, useI18n } from "@/i18n";
import { useLive } from "@/live";
import { Loading } from "@/ui/Notice";
import { Panel } from "@/ui/Panel";
import { Band, Hours } from "./Band";
import { barsOfDay } from "./bars";
import { usePreview } from "./data";
import { addDays, mondayOf } from "./days";
import css from "./Preview.module.css";

const DAYS = 21;

export function Preview({ doc }: { readonly doc: CalendarDoc }) {
  const { t, f } = useI18n();
  const { clock } = useLive();
  const [now] = useState(() => clock.now());
  const monday = mondayOf(toDateInput(now, f.zone));
  const from = fromInput(monday, f.zone) ?? now;
  const window = { from, to: startOfDay(from, f.zone, DAYS) };
  const asked = usePreview(doc, window);
  return (
    <Panel title={t("calendars.preview")}>
      <div className={css.preview} aria-busy={asked.isPlaceholderData}>
        <p className="muted">{t("calendars.preview.text", { zone: f.zone })}</p>
        {asked.data === undefined ? (
          asked.error === null ? (
            <Loading label={t("common.loading")} rows={7} />
          ) : (
            <p role="alert" className={css.refused}>
              {describeError(asked.error, t)}
            </p>
          )
        ) : (
          <>
            <Problems problems={asked.data.problems} refused={asked.data.refused} />
            {!asked.data.refused && <Weeks doc={doc} monday={monday} occurrences={asked.data.occurrences} />}
          </>
        )}
      </div>
    </Panel>
  );
}

interface ProblemsProps {
  readonly problems: readonly { readonly text: string; readonly code: string }[];
  readonly refused: boolean;
}

function Problems({ problems, refused }: ProblemsProps) {
  const { t } = useI18n();
  if (problems.length === 0) {
    return <p className={css.fine}>✓ {t("calendars.problems.none")}</p>;
  }
  return (
    <div className={refused ? css.refused : css.noted} role={refused ? "alert" : "status"}>
      <strong>{t(refused ? "calendars.problems.refused" : "calendars.problems")}</strong>
      <ul>
        {problems.map(({ text }) => (
          <li key={text}>{text}</li>
        ))}
      </ul>
    </div>
  );
}

interface WeeksProps {
  readonly doc: CalendarDoc;
  readonly monday: string;
  readonly occurrences: readonly ShiftOccurrence[];
}

const Weeks = memo(function Weeks({ doc, monday, occurrences }: WeeksProps) {
  const { t, f, language } = useI18n();
  if (occurrences.length === 0) {
    return <p>{t("calendars.preview.empty")}</p>;
  }
  const describe = (item: ShiftOccurrence): { label: string; title: string } => {
    const [start, end] = [parseInstant(item.start), parseInstant(item.end)];
    const label = item.team === "" ? item.title[language] : item.team;
    const name = [item.title[language], item.team].filter((part) => part !== "").join(" ");
    return { label, title: `${name}: ${f.time(start)}–${f.time(end)}, ${f.duration(end - start)}` };
  };
  return (
    <div className={css.days}>
      <span />
      <Hours />
      {Array.from({ length: DAYS }, (_, number) => {
        const from = fromInput(addDays(monday, number), f.zone) ?? 0;
        const day = { from, to: startOfDay(from, f.zone, 1) };
        const bars = barsOfDay(day, occurrences, doc, describe);
        const label = f.dayLabel(from);
        const told = [label, ...bars.map((bar) => bar.title)].join("; ");
        return (
          <div key={number} className={css.day} data-monday={number > 0 && number % 7 === 0 ? true : undefined}>
            <span className={css.name}>{label}</span>
            <Band bars={bars} label={told} />
          </div>
        );
      })}
    </div>
  );
});
