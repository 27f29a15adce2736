/** The figures as they are and as they would be, with which way they go. */

import type { ChangedFigure, FigureSide } from "@/api/dry-runs";
import { useKpis } from "@/api/figures";
import { formatDifference, formatValue, whyNot } from "@/blocks/figure/value";
import { useI18n } from "@/i18n";
import css from "./DryRun.module.css";

export function Figures({ figures }: { readonly figures: readonly ChangedFigure[] }) {
  const { t, f, language } = useI18n();
  const kpis = useKpis().data?.kpis;
  const said = (side: FigureSide | null, { unit }: ChangedFigure): string =>
    side === null
      ? t("dryRun.undefined")
      : side.value === null
        ? whyNot(side.why, t)
        : formatValue(side.value, unit, f, t);
  return (
    <dl className={css.figures}>
      {figures.map((figure) => {
        const [before, after] = [figure.before?.value ?? null, figure.after?.value ?? null];
        const moved = before === null || after === null ? 0 : after - before;
        const definition = kpis?.find(({ code }) => code === figure.kpi);
        const better =
          definition?.better === "none" || moved === 0 ? null : moved > 0 === (definition?.better !== "lower");
        const [old, fresh] = [said(figure.before, figure), said(figure.after, figure)];
        return (
          <div key={figure.kpi} data-better={better ?? undefined}>
            <dt>{definition?.words[language] ?? figure.kpi}</dt>
            <dd>
              {old === fresh && moved === 0 ? (
                old
              ) : (
                <>
                  {old} → <strong>{fresh}</strong>
                </>
              )}
              {moved !== 0 && (
                <span className={css.moved}>
                  {moved > 0 ? "▲" : "▼"} {formatDifference(moved, figure.unit, f, t)}
                </span>
              )}
            </dd>
          </div>
        );
      })}
    </dl>
  );
}
