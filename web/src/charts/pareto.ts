/** A Pareto of losses: the largest first, each with its share and with what it and all larger ones sum up to. Pure. */

export interface Weighed<T> {
  readonly item: T;
  readonly weight: number;
}

export interface ParetoBar<T> {
  /** null for the bar that stands for all that are too small for one of their own. */
  readonly item: T | null;
  readonly weight: number;
  /** Length of the bar, 1 for the longest. */
  readonly length: number;
  readonly share: number;
  /** Share of this bar and all before it. */
  readonly cumulative: number;
  /** How many items the bar stands for. */
  readonly count: number;
}

/** Bars of all items with a weight; from `most` on the smallest share one bar at the end. */
export function pareto<T>(items: readonly Weighed<T>[], most: number): readonly ParetoBar<T>[] {
  const sorted = items.filter(({ weight }) => weight > 0).toSorted((a, b) => b.weight - a.weight);
  const total = sorted.reduce((sum, { weight }) => sum + weight, 0);
  const own = sorted.length > most ? sorted.slice(0, most - 1) : sorted;
  const rest = sorted.slice(own.length);
  const bars: { item: T | null; weight: number; count: number }[] = own.map((one) => ({ ...one, count: 1 }));
  if (rest.length > 0) {
    bars.push({ item: null, weight: rest.reduce((sum, { weight }) => sum + weight, 0), count: rest.length });
  }
  const longest = bars.reduce((high, { weight }) => Math.max(high, weight), 0);
  let before = 0;
  return bars.map((bar) => {
    before += bar.weight;
    return { ...bar, length: bar.weight / longest, share: bar.weight / total, cumulative: before / total };
  });
}
