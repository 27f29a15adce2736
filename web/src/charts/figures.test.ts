/** Layouts of the charts of figures and losses. */

import { describe, expect, it } from "vitest";

import { heatMap } from "./heat";
import { pareto } from "./pareto";
import { shares } from "./shares";
import { heightOn, lineOf, trend, trendScale } from "./trend";
import { waterfall } from "./waterfall";

describe("a Pareto", () => {
  const items = [10, 60, 0, 30].map((weight, item) => ({ item, weight }));

  it("has the largest first, with shares that grow to the whole", () => {
    const bars = pareto(items, 10);
    expect(bars.map(({ item }) => item)).toEqual([1, 3, 0]);
    expect(bars.map(({ length }) => length)).toEqual([1, 0.5, 10 / 60]);
    expect(bars.map(({ cumulative }) => cumulative)).toEqual([0.6, 0.9, 1]);
  });

  it("lets the smallest share one bar and loses nothing", () => {
    const bars = pareto(items, 2);
    expect(bars.map(({ item, weight, count }) => [item, weight, count])).toEqual([
      [1, 60, 1],
      [null, 40, 2],
    ]);
    expect(bars.at(-1)?.cumulative).toBe(1);
  });

  it("of nothing is nothing", () => {
    expect(pareto([{ item: 1, weight: 0 }], 5)).toEqual([]);
  });
});

describe("a waterfall", () => {
  it("hangs each loss where the one before it ended", () => {
    const bars = waterfall([
      { item: "calendar", kind: "level", amount: 100 },
      { item: "no shift", kind: "loss", amount: 60 },
      { item: "nothing", kind: "loss", amount: 0 },
      { item: "shift", kind: "level", amount: 40 },
      { item: "stop", kind: "loss", amount: 10 },
    ]);
    expect(bars.map(({ item, start, end }) => [item, start, end])).toEqual([
      ["calendar", 0, 1],
      ["no shift", 0.4, 1],
      ["shift", 0, 0.4],
      ["stop", 0.3, 0.4],
    ]);
  });

  it("goes the other way for a gain", () => {
    const bars = waterfall([
      { item: "production", kind: "level", amount: 10 },
      { item: "speed", kind: "loss", amount: -5 },
    ]);
    expect(bars[1]).toMatchObject({ start: 1, end: 1.5, share: -0.5 });
  });

  it("of nothing has no share, and does not divide by it", () => {
    expect(waterfall([{ item: "calendar", kind: "level", amount: 0 }])).toMatchObject([{ end: 0, share: 0 }]);
  });
});

describe("a heat map", () => {
  const map = heatMap([
    { weekday: 1, hour: 6, weight: 30 },
    { weekday: 1, hour: 6, weight: 30 },
    { weekday: 7, hour: 23, weight: 1 },
  ]);

  it("has every hour of every weekday, Monday first", () => {
    expect(map.map((row) => row.length)).toEqual(Array.from({ length: 7 }, () => 24));
    expect(map[0]?.[6]).toEqual({ weekday: 1, hour: 6, weight: 60, level: 1 });
  });

  it("shows the least there is, and nothing where there is nothing", () => {
    expect(map[6]?.[23]?.level).toBeCloseTo(1 / 6);
    expect(map[3]?.[12]?.level).toBe(0);
    expect(
      heatMap([])
        .flat()
        .every(({ level }) => level === 0),
    ).toBe(true);
  });
});

describe("a trend", () => {
  it("breaks its line where nothing is known", () => {
    const { runs, dots } = trend([0.5, null, 0.25, 1], { low: 0, high: 1, marks: [0, 1] });
    expect(runs.map((run) => run.map(({ index }) => index))).toEqual([[0], [2, 3]]);
    expect(dots.map(({ x }) => x)).toEqual([0.125, 0.625, 0.875]);
    expect(lineOf(runs[1] ?? [])).toBe("M62.500 75.000L87.500 0.000");
  });

  it.each([
    [[0.4, 0.9], 1, 1],
    [[0.4, 1.3], 1, 1.5],
    [[], null, 1],
    [[null, 0], null, 1],
  ])("of %j reaches over all values and to the whole", (values, whole, high) => {
    const scale = trendScale(values, whole);
    expect([scale.low, scale.high]).toEqual([0, high]);
    expect(scale.marks.length).toBeGreaterThan(1);
    expect(heightOn(scale.high, scale)).toBe(1);
  });

  it("reaches below nothing for a negative value", () => {
    expect(trendScale([-3, 5], null).low).toBeLessThanOrEqual(-3);
  });
});

describe("shares", () => {
  it("lie end to end in the given order", () => {
    const amounts = new Map([
      ["b", 30],
      ["a", 10],
    ] as const);
    expect(shares<string>(amounts, ["a", "c", "b"])).toEqual([
      { key: "a", amount: 10, start: 0, end: 0.25 },
      { key: "b", amount: 30, start: 0.25, end: 1 },
    ]);
  });

  it("leave room where the whole is more", () => {
    expect(shares(new Map([["a", 1]]), ["a"], 4)[0]?.end).toBe(0.25);
    expect(shares(new Map([["a", 0]]), ["a"])).toEqual([]);
  });
});
