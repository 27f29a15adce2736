/** A vertical axis of numbers: a range with room above and below, and round marks in it. Pure. */

export interface Range {
  readonly low: number;
  readonly high: number;
}

/** The smallest of 1, 2, 5 × 10ⁿ that is not less than `rough`. */
export function niceStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough));
  const share = rough / power;
  // A share that is a hair above 1, 2 or 5 is one: it comes from dividing binary fractions.
  const factor = [1, 2, 5].find((candidate) => share <= candidate * (1 + 1e-9)) ?? 10;
  return factor * power;
}

/** A range that holds [low, high] with a little air; a single value gets a range about it. */
export function rangeAround(low: number, high: number): Range {
  if (low === high) {
    const half = Math.abs(low) * 0.1;
    return low === 0 ? { low: 0, high: 1 } : { low: low - half, high: high + half };
  }
  const air = (high - low) * 0.08;
  // What never went below zero is not shown as if it might.
  const floor = low >= 0 ? Math.max(0, low - air) : low - air;
  return { low: floor, high: high + air };
}

/** At most `most` round values inside the range, the lowest first. */
export function valueTicks({ low, high }: Range, most: number): readonly number[] {
  const step = niceStep((high - low) / Math.max(1, most));
  const marks: number[] = [];
  for (let index = Math.ceil(low / step); index * step <= high; index += 1) {
    // 3 × 0.1 must read 0.3
    marks.push(Number((index * step).toPrecision(12)));
  }
  return marks;
}

export function yOf(value: number, { low, high }: Range, top: number, height: number): number {
  return top + height - ((value - low) / (high - low)) * height;
}
