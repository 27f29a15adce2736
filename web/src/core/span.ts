/** Durations as rules write them: a number and a unit, `30s`, `10min`. Pure. */

export const SPAN_UNITS = ["s", "min", "h"] as const;
export type SpanUnit = (typeof SPAN_UNITS)[number];

export interface Span {
  readonly amount: number;
  readonly unit: SpanUnit;
}

const WRITTEN = /^(\d+(?:\.\d+)?)\s*(ms|s|min|h|d)$/u;

/** null for what is no duration. */
export function readSpan(text: string): Span | null {
  const found = WRITTEN.exec(text.trim());
  if (found === null) {
    return null;
  }
  const amount = Number(found[1]);
  const unit = found[2];
  if (unit === "ms") {
    return { amount: amount / 1_000, unit: "s" };
  }
  if (unit === "d") {
    return { amount: amount * 24, unit: "h" };
  }
  return { amount, unit: SPAN_UNITS.find((name) => name === unit) ?? "s" };
}

export function writeSpan({ amount, unit }: Span): string {
  return `${String(amount)}${unit}`;
}
