/** What is under the pointer, in words. */

import type { StateLookup } from "@/api";
import type { Spot } from "@/charts";
import type { Ms } from "@/core/instant";
import { useI18n } from "@/i18n";
import { StateMark } from "@/ui/StateMark";
import type { Line } from "./lines";
import type { Rows } from "./rows";
import css from "./ShopTip.module.css";

export interface Hovered {
  /** Where the pointer is, in pixels of the chart; null where there is none. */
  readonly spot: Spot | null;
  /** Index of the line, or -1. */
  readonly index: number;
  /** Index of the span in the machine's row, or -1. */
  readonly span: number;
}

export interface ShopTipProps {
  readonly hovered: Hovered;
  readonly lines: readonly Line[];
  readonly rows: Rows;
  readonly states: StateLookup;
  readonly now: Ms;
}

export function ShopTip({ hovered, lines, rows, states, now }: ShopTipProps) {
  const { t, f, language } = useI18n();
  const line = lines[hovered.index];
  if (hovered.spot === null || line?.kind !== "machine") {
    return null;
  }
  const row = rows.row(line.id);
  const start = row.starts[hovered.span];
  const end = row.ends[hovered.span];
  const kind = states.all[row.kinds[hovered.span] ?? -1];
  const { x, y } = hovered.spot;
  return (
    <div className={css.tip} style={{ "--x": `${x}px`, "--y": `${y}px` }} data-side={y < 160 ? "below" : "above"}>
      <strong>{line.name}</strong>
      {start === undefined || end === undefined || kind === undefined ? (
        <span>{t("shop.nothing_known")}</span>
      ) : (
        <>
          <span className={css.state}>
            <StateMark base={kind.base} shape={kind.shape} color={kind.color} size="small" />
            {kind.words[language]}
            <b>{f.duration(Math.min(end, now) - start)}</b>
          </span>
          <span className="muted">
            {f.moment(start, now)} – {end > now ? t("common.open") : f.moment(end, now)}
          </span>
        </>
      )}
    </div>
  );
}
