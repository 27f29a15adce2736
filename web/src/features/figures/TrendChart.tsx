/** One figure over time. Each point leads to its explanation; the same as a table below. */

import { Link } from "wouter";

import type { Figure, Kpi } from "@/api/figures";
import { Doubts } from "@/blocks/figure/Doubts";
import { FigureCell } from "@/blocks/figure/FigureCell";
import { doubtsOf, formatValue, whyNot } from "@/blocks/figure/value";
import { heightOn, lineOf, trend, trendScale } from "@/charts";
import { useI18n } from "@/i18n";
import table from "@/ui/table.module.css";
import css from "./TrendChart.module.css";

export interface TrendPoint {
  readonly name: string;
  readonly figure: Figure | undefined;
  readonly href: string;
}

export interface TrendChartProps {
  readonly kpi: Kpi;
  readonly points: readonly TrendPoint[];
}

/** Names that fit under a chart. */
const MOST_NAMES = 7;

export function TrendChart({ kpi, points }: TrendChartProps) {
  const { t, f } = useI18n();
  const values = points.map(({ figure }) => figure?.value ?? null);
  const targets = points.map(({ figure }) => figure?.target ?? null);
  const scale = trendScale([...values, ...targets], kpi.unit === "ratio" ? 1 : null);
  const line = trend(values, scale);
  const goal = trend(targets, scale);
  const every = Math.ceil(points.length / MOST_NAMES);
  const describe = ({ name, figure }: TrendPoint): string =>
    figure?.value == null
      ? `${name}: ${whyNot(figure?.why ?? null, t)}`
      : `${name}: ${formatValue(figure.value, kpi.unit, f, t)}`;
  return (
    <>
      <div className={css.chart} role="group" aria-label={t("figures.trend.chart")}>
        <ol className={css.marks} aria-hidden="true">
          {scale.marks.map((mark) => (
            <li key={mark} style={{ "--y": heightOn(mark, scale) }}>
              {formatValue(mark, kpi.unit, f, t)}
            </li>
          ))}
        </ol>
        <div className={css.plot}>
          <svg viewBox="0 0 100 100" preserveAspectRatio="none" className={css.lines} aria-hidden="true">
            {scale.marks.map((mark) => (
              <path key={mark} className={css.grid} d={`M0 ${(1 - heightOn(mark, scale)) * 100}H100`} />
            ))}
            {goal.runs.map((run, index) => (
              <path key={index} className={css.goal} d={`${lineOf(run)}h.01`} />
            ))}
            {line.runs.map((run, index) => (
              <path key={index} className={css.line} d={lineOf(run)} />
            ))}
          </svg>
          {points.map((point, index) => {
            const value = point.figure?.value ?? null;
            const doubtful = point.figure !== undefined && doubtsOf(point.figure).some(({ serious }) => serious);
            return (
              <Link
                key={point.name}
                href={point.href}
                className={css.point}
                data-absent={value === null}
                data-doubtful={doubtful}
                data-status={point.figure?.status}
                style={{ "--x": (index + 0.5) / points.length, "--y": value === null ? 0 : heightOn(value, scale) }}
                title={describe(point)}
              >
                <span className="visually-hidden">{describe(point)}</span>
              </Link>
            );
          })}
        </div>
        <ol className={css.names} aria-hidden="true">
          {points.map(({ name }, index) =>
            index % every === 0 ? (
              <li key={name} style={{ "--x": (index + 0.5) / points.length }}>
                {name}
              </li>
            ) : null,
          )}
        </ol>
      </div>
      <details className={css.details}>
        <summary>{t("timeline.table")}</summary>
        <div className={table.scroll} tabIndex={0} role="region" aria-label={t("timeline.table")}>
          <table className={table.table}>
            <thead>
              <tr>
                <th scope="col">{t("figures.trend.when")}</th>
                <th scope="col" className={table.number}>
                  {t("figures.trend.value")}
                </th>
                <th scope="col">{t("figures.trend.trust")}</th>
              </tr>
            </thead>
            <tbody>
              {points.map(({ name, figure, href }) => (
                <tr key={name}>
                  <th scope="row">{name}</th>
                  <td className={table.number}>{figure !== undefined && <FigureCell figure={figure} href={href} />}</td>
                  <td>{figure?.value != null && <Doubts figure={figure} />}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </>
  );
}
