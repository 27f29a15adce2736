/** Which figures the page shows, by which groups, in which order. Pure. */

import type { Figure, FigureGroup, Grouping, Kpi, School } from "@/api/figures";

export const SCHOOLS = ["iso", "ru", "own"] as const;

export const VIEWS = ["board", "trend", "compare"] as const;
export type View = (typeof VIEWS)[number];

/** Groups that a board can be cut into. */
export const BOARD_GROUPS = ["machine", "area", "line", "shift", "team", "day"] as const satisfies readonly Grouping[];
export type BoardGroup = (typeof BOARD_GROUPS)[number];

export const TREND_GROUPS = ["day", "week", "month"] as const satisfies readonly Grouping[];
export type TrendGroup = (typeof TREND_GROUPS)[number];

/** What a person of each school looks at first. */
const FIRST: Readonly<Record<School, readonly string[]>> = {
  iso: ["oee", "availability", "effectiveness", "quality_ratio"],
  ru: ["load_factor", "extensive_use_factor", "shift_factor", "machine_time_factor"],
  own: ["ooe", "teep"],
};

const FEW = 4;
/** More columns than this cannot be compared. */
export const MOST_KPIS = 8;

export function readSchool(text: string | null, kpis: readonly Kpi[]): School {
  return SCHOOLS.find((school) => school === text && kpis.some((kpi) => kpi.school === school)) ?? "iso";
}

/** The figures of a school that are shown unless others are chosen. */
export function firstOf(school: School, kpis: readonly Kpi[]): readonly string[] {
  const own = kpis.filter((kpi) => kpi.school === school).map(({ code }) => code);
  const known = FIRST[school].filter((code) => own.includes(code));
  return known.length > 0 ? known : own.slice(0, FEW);
}

/** Codes from the address, as far as the plant defines them; those of the school where none is left. */
export function readKpis(text: string | null, school: School, kpis: readonly Kpi[]): readonly string[] {
  const codes = new Set(kpis.map(({ code }) => code));
  const chosen = (text ?? "").split(",").filter((code) => codes.has(code));
  return chosen.length === 0 ? firstOf(school, kpis) : chosen.slice(0, MOST_KPIS);
}

export function pick<T extends string>(text: string | null, choices: readonly T[], otherwise: T): T {
  return choices.find((choice) => choice === text) ?? otherwise;
}

export const figureOf = (group: FigureGroup, kpi: string): Figure | undefined =>
  group.figures.find((figure) => figure.kpi === kpi);

export interface Order {
  /** Code of the figure, or null for the plant's own order. */
  readonly kpi: string | null;
  readonly worstFirst: boolean;
}

/** Groups by the value of a figure; those without one come last, since nothing is known of them. */
export function ordered(groups: readonly FigureGroup[], { kpi, worstFirst }: Order): readonly FigureGroup[] {
  if (kpi === null) {
    return groups;
  }
  const value = (group: FigureGroup): number | null => figureOf(group, kpi)?.value ?? null;
  return groups.toSorted((a, b) => {
    const [x, y] = [value(a), value(b)];
    if (x === null || y === null) {
      return Number(x === null) - Number(y === null);
    }
    return worstFirst ? x - y : y - x;
  });
}

/** Both sides of a comparison and their difference; null where one of them has no value. */
export interface Compared {
  readonly kpi: string;
  readonly one: Figure | undefined;
  readonly other: Figure | undefined;
  readonly difference: number | null;
  /** Whether the difference is for the better; null where it is neither. */
  readonly better: boolean | null;
}

/** How the first side differs from the other one. */
export function compared(
  kpis: readonly Kpi[],
  one: readonly FigureGroup[],
  other: readonly FigureGroup[],
): readonly Compared[] {
  return kpis.map(({ code, better }) => {
    const [a, b] = [one[0], other[0]].map((group) => (group === undefined ? undefined : figureOf(group, code)));
    const difference = a?.value == null || b?.value == null ? null : a.value - b.value;
    const direction = difference === null || difference === 0 || better === "none" ? null : difference > 0;
    return {
      kpi: code,
      one: a,
      other: b,
      difference,
      better: direction === null ? null : direction === (better === "higher"),
    };
  });
}
