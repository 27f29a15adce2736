/** Cycles of the period: which program, how long, how many parts, how it ended. */

import { useMemo } from "react";

import type { Timeline } from "@/api";
import type { Ms } from "@/core/instant";
import { parseInstant, parseOptional } from "@/core/instant";
import { useI18n } from "@/i18n";
import { Elapsed } from "@/live";
import { Notice } from "@/ui/Notice";
import table from "@/ui/table.module.css";
import type { Cycle } from "./cycles";
import { cyclesOf } from "./cycles";

const MOST_ROWS = 200;

export interface CyclesProps {
  readonly timeline: Timeline;
  readonly now: Ms;
  readonly onSelect: (at: Ms) => void;
}

export function Cycles({ timeline, now, onSelect }: CyclesProps) {
  const { t, f } = useI18n();
  const cycles = useMemo(() => cyclesOf(timeline), [timeline]);
  if (cycles.length === 0) {
    return <Notice title={t("cycles.empty.title")} text={t("cycles.empty.text")} />;
  }
  const row = ({ span, outcome, parts, inferred }: Cycle) => {
    const start = parseInstant(span.start);
    const end = parseOptional(span.end);
    return (
      <tr key={span.start} data-open={end === null}>
        <td className={table.wide}>{span.value === "" ? t("board.no_program") : span.value}</td>
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
        <td className={table.number}>
          {end === null ? <Elapsed since={start} format={f.duration} /> : f.duration(end - start)}
        </td>
        <td className={table.number} title={inferred ? t("board.parts.inferred") : undefined}>
          {parts === 0 ? "" : `${inferred ? "≈ " : ""}${f.number(parts)}`}
        </td>
        <td>
          {end === null ? (
            <strong>{t("cycles.running")}</strong>
          ) : (
            <span className={table.chip} data-outcome={outcome}>
              {t.known("cycles.outcome", outcome) ?? outcome}
            </span>
          )}
        </td>
      </tr>
    );
  };
  return (
    <div className={table.scroll} tabIndex={0} role="region" aria-label={t("cycles.title")}>
      <table className={table.table}>
        <thead>
          <tr>
            <th scope="col">{t("cycles.program")}</th>
            <th scope="col">{t("cycles.start")}</th>
            <th scope="col" className={table.number}>
              {t("cycles.duration")}
            </th>
            <th scope="col" className={table.number}>
              {t("cycles.parts")}
            </th>
            <th scope="col">{t("cycles.outcome")}</th>
          </tr>
        </thead>
        <tbody>{cycles.slice(0, MOST_ROWS).map(row)}</tbody>
      </table>
      {cycles.length > MOST_ROWS && (
        <p className={table.more}>{t("cycles.shown", { shown: MOST_ROWS, total: f.number(cycles.length) })}</p>
      )}
    </div>
  );
}
