/** Bars of a chart as shares of its width. Pure. */

import type { ReportChart } from "@/api/reports";
import { waterfall } from "@/charts";

export interface Part {
  readonly start: number;
  readonly end: number;
  readonly color: string;
  readonly name: string;
}

export interface Bar {
  readonly label: string;
  /** null: not available. */
  readonly value: number | null;
  readonly parts: readonly Part[];
}

const colorOf = (token: string): string => `var(--${token})`;

function falling({ labels, series }: ReportChart): readonly Bar[] {
  const [levels, losses] = series;
  const steps = labels.map((label, index) => {
    const level = levels?.values[index] ?? null;
    return {
      label,
      kind: level === null ? ("loss" as const) : ("level" as const),
      amount: level ?? losses?.values[index] ?? null,
    };
  });
  const known = steps.filter((step): step is typeof step & { amount: number } => step.amount !== null);
  const bars = new Map(waterfall(known.map((item) => ({ ...item, item }))).map((bar) => [bar.item.label, bar]));
  return steps.map(({ label, kind, amount }) => {
    const bar = bars.get(label);
    const look = kind === "level" ? levels : losses;
    const part = { name: look?.name ?? "", color: colorOf(look?.color ?? "") };
    return {
      label,
      value: amount,
      parts: bar === undefined ? [] : [{ ...part, start: bar.start, end: Math.min(1, bar.end) }],
    };
  });
}

/** Bars in the order of the labels; the longest reaches the end, shares reach it at 1. */
export function barsOf(chart: ReportChart): readonly Bar[] {
  if (chart.picture === "waterfall") {
    return falling(chart);
  }
  const sums = chart.labels.map((_, index) =>
    chart.series.reduce((sum, { values }) => sum + Math.max(0, values[index] ?? 0), 0),
  );
  const top = Math.max(chart.kind === "ratio" ? 1 : 0, ...sums) || 1;
  return chart.labels.map((label, index) => {
    let at = 0;
    const parts = chart.series.flatMap(({ name, color, values }) => {
      const value = Math.max(0, values[index] ?? 0);
      const start = at;
      at += value;
      return value === 0 ? [] : [{ name, color: colorOf(color), start: start / top, end: at / top }];
    });
    const known = chart.series.some(({ values }) => (values[index] ?? null) !== null);
    return { label, value: known ? (sums[index] ?? 0) : null, parts };
  });
}
