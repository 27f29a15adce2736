/** Signals as curves and words: nothing is drawn through what is not known. */

import { describe, expect, it } from "vitest";

import type { Bucket, ObservationsOut, Point } from "@/api/types";
import type { Window } from "@/core/instant";
import type { Manner, NumberTrace, TextTrace } from "./trace";
import { extremesIn, reachedAt, traceOf } from "./trace";

const ZERO = Date.UTC(2026, 10, 23);
const at = (second: number): string => new Date(ZERO + second * 1000).toISOString();
const until = 600;

type Value = Point["value"];

const raw = (points: readonly (readonly [number, Value])[]): ObservationsOut => ({
  signal: "s",
  from: at(0),
  to: at(until),
  reduced: false,
  points: points.map(([second, value]) => ({ at: at(second), value })),
});

const seconds = (window: readonly [number, number]): Window => ({
  from: ZERO + window[0] * 1000,
  to: ZERO + window[1] * 1000,
});

const numbers = (found: ObservationsOut, manner: Manner = "line", gaps: readonly (readonly [number, number])[] = []) =>
  traceOf(found, { manner, gaps: gaps.map(seconds) }, String) as NumberTrace;

/** `second value` of each vertex; a lifted pen is `second -`. */
const path = (trace: NumberTrace): string[] =>
  Array.from(trace.at, (ms, index) => {
    const value = trace.value[index] ?? Number.NaN;
    return `${(ms - ZERO) / 1000} ${Number.isNaN(value) ? "-" : value}`;
  });

const END = ["600 -"];

describe("a curve", () => {
  it("joins samples that come at their own rhythm", () => {
    expect(
      path(
        numbers(
          raw([
            [0, 1],
            [10, 2],
            [20, 4],
          ]),
        ),
      ),
    ).toEqual(["0 1", "10 2", "20 4", "600 4", ...END]);
  });

  it("holds a value through a long silence instead of drifting to the next", () => {
    expect(
      path(
        numbers(
          raw([
            [0, 1],
            [10, 1],
            [20, 1],
            [300, 9],
          ]),
        ),
      ),
    ).toEqual([...["0 1", "10 1", "20 1", "300 1", "300 9"], ...["600 9", ...END]]);
  });

  it("of events has steps", () => {
    expect(
      path(
        numbers(
          raw([
            [0, 1],
            [10, 2],
          ]),
          "step",
        ),
      ),
    ).toEqual(["0 1", "10 1", "10 2", "600 2", ...END]);
  });

  it("breaks where the source had no value", () => {
    expect(
      path(
        numbers(
          raw([
            [0, 1],
            [10, null],
            [20, 3],
          ]),
        ),
      ),
    ).toEqual(["0 1", "10 1", "10 -", "20 3", "600 3", ...END]);
    expect(
      path(
        numbers(
          raw([
            [0, null],
            [10, null],
          ]),
        ),
      ),
    ).toEqual([]);
  });

  it("breaks where nothing was recorded, and does not begin again by itself", () => {
    expect(
      path(
        numbers(
          raw([
            [0, 1],
            [100, 2],
          ]),
          "line",
          [[50, 60]],
        ),
      ),
    ).toEqual([...["0 1", "50 1", "50 -"], ...["100 2", "600 2", ...END]]);
    expect(path(numbers(raw([[0, 1]]), "line", [[50, 60]]))).toEqual(["0 1", "50 1", "50 -"]);
  });

  it("does not hold at all in a gap that was there before the value", () => {
    expect(
      path(
        numbers(
          raw([
            [55, 1],
            [100, 2],
          ]),
          "step",
          [[50, 60]],
        ),
      ),
    ).toEqual([...["55 1", "55 1", "55 -"], ...["100 2", "600 2", ...END]]);
  });
});

const bucket = (first: number, values: readonly number[], unavailable = false): Bucket => {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const none = values.length === 0;
  return {
    first_at: at(first),
    last_at: at(first + 8),
    at_min: none ? null : at(first + 1 + values.indexOf(least)),
    min: none ? null : least,
    at_max: none ? null : at(first + 1 + values.indexOf(most)),
    max: none ? null : most,
    first: values[0] ?? null,
    last: values.at(-1) ?? null,
    count: 50,
    unavailable,
  };
};

const reduced = (buckets: readonly Bucket[]): ObservationsOut => ({
  signal: "s",
  from: at(0),
  to: at(until),
  reduced: true,
  buckets: [...buckets],
});

describe("a curve of buckets", () => {
  it("goes through first and last, with a band from least to most", () => {
    const trace = numbers(reduced([bucket(0, [5, 9, 1, 6]), bucket(10, [6, 6, 6])]));
    expect(path(trace)).toEqual(["0 5", "8 6", "10 6", "18 6", "600 6", ...END]);
    expect(trace.bands.map(({ min, max }) => [min, max])).toEqual([
      [1, 9],
      [6, 6],
    ]);
    expect(extremesIn(trace, seconds([0, 9]))).toEqual({ low: 1, high: 9 });
    expect(extremesIn(trace, seconds([12, 20]))).toEqual({ low: 6, high: 6 });
  });

  it("is not joined through a bucket that held an UNAVAILABLE", () => {
    const trace = numbers(reduced([bucket(0, [5]), bucket(10, [6], true), bucket(20, [7])]));
    const pieces = path(trace)
      .join(" ")
      .split("-")
      .map((piece) => piece.trim())
      .filter((piece) => piece !== "");
    const within = pieces.map((piece) => [...piece.matchAll(/(\d+) (\d+)/gu)].map(([, second]) => Number(second)));
    expect(within.some((piece) => piece.some((s) => s < 10) && piece.some((s) => s >= 10))).toBe(false);
    expect(within.some((piece) => piece.some((s) => s < 20) && piece.some((s) => s >= 20))).toBe(false);
  });

  it("is not joined through a bucket without a number", () => {
    expect(path(numbers(reduced([bucket(0, [5]), bucket(10, [], true), bucket(20, [7])])))).toContain("8 -");
  });

  it("of nothing but words says how many there were", () => {
    const trace = traceOf(reduced([bucket(0, [])]), { manner: "step", gaps: [] }, String) as TextTrace;
    expect(trace.spans).toEqual([{ start: ZERO, end: ZERO + 8_000, text: "", many: 50 }]);
  });
});

describe("words", () => {
  const words = (points: readonly (readonly [number, Value])[], gaps: readonly (readonly [number, number])[] = []) =>
    (traceOf(raw(points), { manner: "step", gaps: gaps.map(seconds) }, String) as TextTrace).spans.map(
      ({ start, end, text }) => `${(start - ZERO) / 1000}-${(end - ZERO) / 1000} ${text}`,
    );

  it("hold until the next", () => {
    expect(
      words([
        [0, "A"],
        [10, "B"],
      ]),
    ).toEqual(["0-10 A", "10-600 B"]);
  });

  it("that are repeated are one", () => {
    expect(
      words([
        [0, "A"],
        [10, "A"],
        [20, "B"],
      ]),
    ).toEqual(["0-20 A", "20-600 B"]);
  });

  it("end where nothing is known", () => {
    expect(
      words([
        [0, "A"],
        [10, null],
        [20, "A"],
      ]),
    ).toEqual(["0-10 A", "20-600 A"]);
    expect(
      words(
        [
          [0, "A"],
          [100, "A"],
        ],
        [[50, 60]],
      ),
    ).toEqual(["0-50 A", "100-600 A"]);
  });
});

describe("the value at an instant", () => {
  const ms = (second: number): number => ZERO + second * 1000;

  it("is the last one reported, none in a break", () => {
    const trace = numbers(
      raw([
        [0, 1],
        [10, 3],
        [20, null],
        [30, 5],
      ]),
    );
    const reached = (second: number) => {
      const found = reachedAt(trace, ms(second));
      return found?.kind === "value" ? found.value : found;
    };
    expect([-1, 0, 9, 10, 19, 25, 30, 599, 601].map(reached)).toEqual([null, 1, 1, 3, 3, null, 5, 5, null]);
  });

  it("is a range where more was reported than is drawn", () => {
    const trace = numbers(reduced([bucket(0, [5, 9, 1])]));
    expect(reachedAt(trace, ms(4))).toEqual({ kind: "range", min: 1, max: 9 });
    expect(reachedAt(trace, ms(60))).toEqual({ kind: "value", value: 1 });
  });

  it("is a word, or the number of words", () => {
    const trace = traceOf(
      raw([
        [0, "A"],
        [10, null],
      ]),
      { manner: "step", gaps: [] },
      String,
    );
    expect(reachedAt(trace, ms(5))).toEqual({ kind: "text", text: "A", many: 1 });
    expect(reachedAt(trace, ms(15))).toBeNull();
  });
});
