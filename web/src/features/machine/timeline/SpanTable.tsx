/** The same timeline as a table: for those who do not see it, and for copying. */

import { useState } from "react";

import type { Timeline } from "@/api";
import type { Ms } from "@/core/instant";
import table from "@/ui/table.module.css";
import type { Words } from "./describe";
import { rowsOf } from "./rows";
import css from "./SpanTable.module.css";

/** More rows than a person reads. */
const MOST_ROWS = 300;

export interface SpanTableProps {
  readonly timeline: Timeline;
  readonly now: Ms;
  readonly words: Words;
}

function Rows({ timeline, now, words }: SpanTableProps) {
  const { t, f } = words;
  const rows = rowsOf(timeline, words);
  return (
    <div className={table.scroll} tabIndex={0} role="region" aria-label={t("timeline.table")}>
      <table className={table.table}>
        <thead>
          <tr>
            <th scope="col">{t("timeline.table.line")}</th>
            <th scope="col">{t("timeline.table.what")}</th>
            <th scope="col">{t("timeline.table.from")}</th>
            <th scope="col">{t("timeline.table.to")}</th>
            <th scope="col" className={table.number}>
              {t("timeline.table.duration")}
            </th>
            <th scope="col">{t("timeline.table.why")}</th>
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, MOST_ROWS).map((row, index) => (
            <tr key={index}>
              <td className="nowrap muted">{t(`timeline.track.${row.lane}`)}</td>
              <td className={css.what}>{row.title}</td>
              <td className="nowrap">{f.moment(row.start, now)}</td>
              <td className="nowrap">
                {row.end === null ? t("common.open") : row.end === row.start ? "" : f.moment(row.end, now)}
              </td>
              <td className={table.number}>{row.end === row.start ? "" : f.duration((row.end ?? now) - row.start)}</td>
              <td className={css.why}>{[...row.notes, row.rule].filter((note) => note !== "").join(" · ")}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length > MOST_ROWS && (
        <p className={table.more}>
          {t("timeline.table.shown", { shown: f.number(MOST_ROWS), total: f.number(rows.length) })}
        </p>
      )}
    </div>
  );
}

/** Closed until it is wanted: its rows are only then made. */
export function SpanTable(props: SpanTableProps) {
  const [open, setOpen] = useState(false);
  return (
    <details
      className={css.details}
      onToggle={(event) => {
        setOpen(event.currentTarget.open);
      }}
    >
      <summary className={css.summary}>{props.words.t("timeline.table")}</summary>
      {open && <Rows {...props} />}
    </details>
  );
}
