/** Alarms of the period, the newest first; those that stand are marked as such. */

import type { SpanOut, Timeline } from "@/api";
import { parseInstant, parseOptional } from "@/core/instant";
import type { Ms } from "@/core/instant";
import { useI18n } from "@/i18n";
import { Elapsed } from "@/live";
import { Notice } from "@/ui/Notice";
import table from "@/ui/table.module.css";
import { detailText } from "./detail";

/** More rows than a person reads; the count says how many there are. */
const MOST_ROWS = 200;

export interface AlarmsProps {
  readonly timeline: Timeline;
  readonly now: Ms;
  readonly onSelect: (at: Ms) => void;
}

export function Alarms({ timeline, now, onSelect }: AlarmsProps) {
  const { t, f } = useI18n();
  const all = (timeline.tracks.alarm ?? []).toReversed();
  if (all.length === 0) {
    return <Notice title={t("alarms.empty.title")} text={t("alarms.empty.text")} />;
  }
  const row = (span: SpanOut) => {
    const level = detailText(span, "level");
    const message = detailText(span, "message");
    const start = parseInstant(span.start);
    const end = parseOptional(span.end);
    return (
      <tr key={`${span.start} ${span.value}`} data-open={end === null}>
        <td>
          <span className={table.chip} data-level={level}>
            {t.known("level", level) ?? level}
          </span>
        </td>
        <td className="mono">{detailText(span, "code")}</td>
        <td className={table.wide}>
          {message === "" ? <span className="muted">{t("alarms.no_message")}</span> : message}
        </td>
        <td className="nowrap">
          <button
            type="button"
            className={table.moment}
            onClick={() => {
              onSelect(start);
            }}
          >
            {f.moment(start, now)}
          </button>
        </td>
        <td className="nowrap">{end === null ? <strong>{t("common.open")}</strong> : f.moment(end, now)}</td>
        <td className={table.number}>
          {end === null ? <Elapsed since={start} format={f.duration} /> : f.duration(end - start)}
        </td>
      </tr>
    );
  };
  return (
    <div className={table.scroll} tabIndex={0} role="region" aria-label={t("alarms.title")}>
      <table className={table.table}>
        <thead>
          <tr>
            <th scope="col">{t("alarms.level")}</th>
            <th scope="col">{t("alarms.code")}</th>
            <th scope="col">{t("alarms.message")}</th>
            <th scope="col">{t("alarms.start")}</th>
            <th scope="col">{t("alarms.end")}</th>
            <th scope="col" className={table.number}>
              {t("alarms.duration")}
            </th>
          </tr>
        </thead>
        <tbody>{all.slice(0, MOST_ROWS).map(row)}</tbody>
      </table>
      {all.length > MOST_ROWS && (
        <p className={table.more}>{t("cycles.shown", { shown: MOST_ROWS, total: f.number(all.length) })}</p>
      )}
    </div>
  );
}
