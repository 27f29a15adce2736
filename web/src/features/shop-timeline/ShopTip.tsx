/** What is under the pointer, in words. */

import type { Spot } from "@/charts";
import type { Ms } from "@/core/instant";
import { useI18n } from "@/i18n";
import type { Line } from "./lines";
import type { RowSource } from "./rows";
import css from "./ShopTip.module.css";
import type { Meaning } from "./useShown";

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
  readonly rows: RowSource;
  readonly meaning: (kind: number) => Meaning | null;
  readonly now: Ms;
}

export function ShopTip({ hovered, lines, rows, meaning, now }: ShopTipProps) {
  const { t, f } = useI18n();
  const line = lines[hovered.index];
  if (hovered.spot === null || line?.kind !== "machine") {
    return null;
  }
  const row = rows.row(line.id);
  const start = row.starts[hovered.span];
  const end = row.ends[hovered.span];
  const kind = meaning(row.kinds[hovered.span] ?? -1);
  const { x, y } = hovered.spot;
  return (
    <div className={css.tip} style={{ "--x": `${x}px`, "--y": `${y}px` }} data-side={y < 160 ? "below" : "above"}>
      <strong>{line.name}</strong>
      {start === undefined || end === undefined || kind === null ? (
        <span>{t("shop.nothing_known")}</span>
      ) : (
        <>
          <span className={css.state}>
            {kind.mark}
            {kind.word}
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
