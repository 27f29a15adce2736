/** Figures in words: values by unit, why one is not available, how far it can be trusted. Pure. */

import type { Figure, KpiUnit, Trust } from "@/api/figures";
import { usToMs } from "@/core/instant";
import type { Formats, Translate } from "@/i18n";

/** A value as its unit is read: a share as per cent, a duration as hours and minutes, a rate per hour. */
export function formatValue(value: number, unit: KpiUnit, f: Formats, t: Translate): string {
  switch (unit) {
    case "ratio":
      return f.percent(value);
    case "duration":
      return f.hours(usToMs(value));
    case "rate":
      return t("figure.per_hour", { value: f.number(value, 2) });
    case "count":
      return f.number(value, 2);
  }
}

/** The difference of two values; shares differ by percentage points. */
export function formatDifference(difference: number, unit: KpiUnit, f: Formats, t: Translate): string {
  const sign = difference > 0 ? "+" : difference < 0 ? "−" : "±";
  const size = Math.abs(difference);
  const text =
    unit === "ratio" ? t("figure.points", { value: f.number(size * 100, 1) }) : formatValue(size, unit, f, t);
  return `${sign}${text}`;
}

/** Why a figure has no value, in words; a reason nobody translated is still said to be one. */
export function whyNot(why: string | null, t: Translate): string {
  return (why === null ? null : t.known("figure.why", why)) ?? t("figure.why.other");
}

export type DoubtKind = "observed" | "unexplained" | "late" | "norm" | "pending" | "above_one" | "inferred_parts";

/** One thing that a reader must know before he believes the figure. */
export interface Doubt {
  readonly kind: DoubtKind;
  /** The share it is about, in [0, 1]; null where there is none. */
  readonly share: number | null;
  readonly serious: boolean;
}

/** Shares that are still as good as whole, or as good as nothing. */
const ENOUGH = 0.98;
const LITTLE = 0.02;
const SERIOUS = 0.1;

/** Terms that norms go into: without one of them a missing norm is nothing to this figure. */
const NORMED = ["IDEAL", "XIDEAL"] as const;

/** What is to be doubted, the worst first; empty for a figure that can be taken as it is. */
export function doubtsOf({ trust, flags, terms }: Pick<Figure, "trust" | "flags" | "terms">): readonly Doubt[] {
  const doubts: Doubt[] = [];
  const add = (kind: DoubtKind, share: number | null, serious: boolean): void => {
    doubts.push({ kind, share, serious });
  };
  if (flags.includes("above_one")) {
    add("above_one", null, true);
  }
  if (trust.observed < ENOUGH) {
    add("observed", trust.observed, 1 - trust.observed > SERIOUS);
  }
  if (trust.unexplained !== null && trust.unexplained > LITTLE) {
    add("unexplained", trust.unexplained, trust.unexplained > SERIOUS);
  }
  if (trust.normed !== null && trust.normed < ENOUGH && NORMED.some((term) => term in terms)) {
    add("norm", 1 - trust.normed, 1 - trust.normed > SERIOUS);
  }
  if (trust.late !== null && trust.late > LITTLE) {
    add("late", trust.late, false);
  }
  if (flags.includes("inferred_parts")) {
    add("inferred_parts", null, false);
  }
  if (trust.pending > 0) {
    add("pending", null, false);
  }
  return doubts.toSorted((a, b) => Number(b.serious) - Number(a.serious));
}

export function describeDoubt({ kind, share }: Doubt, trust: Trust, f: Formats, t: Translate): string {
  switch (kind) {
    case "observed":
    case "unexplained":
    case "late":
    case "norm":
      return t(`figure.doubt.${kind}`, { share: f.percent(share ?? 0) });
    case "pending":
      return t.plural("figure.doubt.pending", trust.pending, f.number(trust.pending));
    case "above_one":
    case "inferred_parts":
      return t(`figure.doubt.${kind}`);
  }
}
