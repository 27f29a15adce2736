/** A map of hours by weekdays: how much in each hour, and how strongly it is coloured. Pure. */

export const WEEKDAYS = [1, 2, 3, 4, 5, 6, 7] as const;
export const HOURS = Array.from({ length: 24 }, (_, hour) => hour);

export interface HeatRow {
  /** 1 = Monday. */
  readonly weekday: number;
  readonly hour: number;
  readonly weight: number;
}

export interface HeatCell {
  readonly weekday: number;
  readonly hour: number;
  readonly weight: number;
  /** 0 for nothing, else from above 0 to 1 for the strongest, in `STEPS` steps: an eye tells no more apart. */
  readonly level: number;
}

export const STEPS = 6;

/** Seven rows of twenty-four cells, Monday first. */
export function heatMap(rows: readonly HeatRow[]): readonly (readonly HeatCell[])[] {
  const sums = new Map<number, number>();
  for (const { weekday, hour, weight } of rows) {
    const at = weekday * 24 + hour;
    sums.set(at, (sums.get(at) ?? 0) + weight);
  }
  const strongest = Math.max(0, ...sums.values());
  return WEEKDAYS.map((weekday) =>
    HOURS.map((hour) => {
      const weight = sums.get(weekday * 24 + hour) ?? 0;
      const level = weight <= 0 ? 0 : Math.max(1, Math.ceil((weight / strongest) * STEPS)) / STEPS;
      return { weekday, hour, weight, level };
    }),
  );
}
