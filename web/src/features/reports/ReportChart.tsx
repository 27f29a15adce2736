/** A small picture of a report. Everything in it stands in a table below it, so it is not read out. */

import type { ReportChart as Chart } from "@/api/reports";
import { heightOn, lineOf, trend, trendScale } from "@/charts";
import { useI18n } from "@/i18n";
import css from "./ReportChart.module.css";
import { barsOf } from "./bars";
import { textOf } from "./cell";

/** Names that fit under a chart. */
const MOST_NAMES = 8;

function Legend({ chart }: { readonly chart: Chart }) {
  return chart.series.length < 2 ? null : (
    <ul className={css.legend}>
      {chart.series.map(({ name, color }) => (
        <li key={name} style={{ "--fill": `var(--${color})` }}>
          {name}
        </li>
      ))}
    </ul>
  );
}

function Bars({ chart }: { readonly chart: Chart }) {
  const { f } = useI18n();
  return (
    <table className={css.bars}>
      <tbody>
        {barsOf(chart).map(({ label, value, parts }, index) => (
          <tr key={index}>
            <th scope="row">{label}</th>
            <td>
              <span className={css.track}>
                {parts.map(({ name, start, end, color }) => (
                  <i key={name} title={name} style={{ "--start": start, "--end": end, "--fill": color }} />
                ))}
              </span>
            </td>
            <td className={css.value}>{value === null ? "–" : textOf(value, chart.kind, f)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Lines({ chart }: { readonly chart: Chart }) {
  const { f } = useI18n();
  const scale = trendScale(
    chart.series.flatMap(({ values }) => values),
    chart.kind === "ratio" ? 1 : null,
  );
  const every = Math.ceil(chart.labels.length / MOST_NAMES);
  return (
    <div className={css.frame}>
      <ol className={css.marks}>
        {scale.marks.map((mark) => (
          <li key={mark} style={{ "--y": heightOn(mark, scale) }}>
            {textOf(mark, chart.kind, f)}
          </li>
        ))}
      </ol>
      <svg viewBox="0 0 100 100" preserveAspectRatio="none" className={css.plot} focusable="false">
        {scale.marks.map((mark) => (
          <path key={mark} className={css.grid} d={`M0 ${String((1 - heightOn(mark, scale)) * 100)}H100`} />
        ))}
        {chart.series.map(({ name, color, values }) =>
          trend(values, scale).runs.map((run, index) => (
            <path
              key={`${name} ${String(index)}`}
              className={css.line}
              style={{ "--fill": `var(--${color})` }}
              d={`${lineOf(run)}h.01`}
            />
          )),
        )}
      </svg>
      <ol className={css.names}>
        {chart.labels.map((label, index) =>
          index % every === 0 ? (
            <li key={label} style={{ "--x": (index + 0.5) / chart.labels.length }}>
              {label}
            </li>
          ) : null,
        )}
      </ol>
    </div>
  );
}

export function ReportChart({ chart }: { readonly chart: Chart }) {
  return (
    <div className={css.chart} aria-hidden="true">
      <Legend chart={chart} />
      {chart.picture === "line" ? <Lines chart={chart} /> : <Bars chart={chart} />}
    </div>
  );
}
