/** Values over days, weeks or months as a line with gaps: where nothing is known there is no line. Pure. */

import { niceStep } from "./valueAxis";

export interface TrendScale {
  readonly low: number;
  readonly high: number;
  /** Marks of the axis, the lowest first. */
  readonly marks: readonly number[];
}

export interface TrendDot {
  readonly index: number;
  /** Shares of the width and of the height, from the left and from below. */
  readonly x: number;
  readonly y: number;
}

export interface Trend {
  readonly scale: TrendScale;
  readonly dots: readonly TrendDot[];
  /** Neighbouring dots; a gap begins a new run. */
  readonly runs: readonly (readonly TrendDot[])[];
}

/** Marks that a small chart has room for. */
const MOST_MARKS = 4;

/** From nothing to the highest value; what is a share reaches at least to `whole`. */
export function trendScale(values: readonly (number | null)[], whole: number | null): TrendScale {
  const known = values.filter((value) => value !== null);
  const lowest = Math.min(0, ...known);
  const top = Math.max(whole ?? 0, ...known);
  const highest = top > lowest ? top : lowest + 1;
  const step = niceStep((highest - lowest) / MOST_MARKS);
  const low = Math.floor(lowest / step + 1e-9) * step;
  const marks: number[] = [];
  for (let index = 0; marks.length === 0 || (marks.at(-1) ?? 0) < highest - step * 1e-9; index += 1) {
    marks.push(Number((low + index * step).toPrecision(12)));
  }
  return { low, high: marks.at(-1) ?? 1, marks };
}

export const heightOn = (value: number, { low, high }: TrendScale): number => (value - low) / (high - low);

export function trend(values: readonly (number | null)[], scale: TrendScale): Trend {
  const runs: TrendDot[][] = [];
  let before = -2;
  for (const [index, value] of values.entries()) {
    if (value !== null) {
      const dot = { index, x: (index + 0.5) / values.length, y: heightOn(value, scale) };
      if (before === index - 1) {
        runs.at(-1)?.push(dot);
      } else {
        runs.push([dot]);
      }
      before = index;
    }
  }
  return { scale, dots: runs.flat(), runs };
}

/** The line of a run in a box of 100 by 100. */
export const lineOf = (run: readonly TrendDot[]): string =>
  run
    .map(({ x, y }, index) => `${index === 0 ? "M" : "L"}${(x * 100).toFixed(3)} ${((1 - y) * 100).toFixed(3)}`)
    .join("");
