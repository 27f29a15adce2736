/** Bars of report charts. */

import { describe, expect, it } from "vitest";

import type { ReportChart } from "@/api/reports";
import { barsOf } from "./bars";

const chart = (given: Partial<ReportChart>): ReportChart => ({
  type: "chart",
  key: "c",
  title: "Chart",
  picture: "bars",
  kind: "duration",
  labels: ["a", "b"],
  series: [],
  ...given,
});

describe("bars", () => {
  it("stack their series; the longest reaches the end", () => {
    const [a, b] = barsOf(
      chart({
        series: [
          { name: "x", color: "reason-1", values: [2, 1] },
          { name: "y", color: "reason-2", values: [2, 0] },
        ],
      }),
    );
    expect(a?.parts.map(({ start, end }) => [start, end])).toEqual([
      [0, 0.5],
      [0.5, 1],
    ]);
    expect(b?.parts.map(({ start, end }) => [start, end])).toEqual([[0, 0.25]]);
  });

  it("of shares are measured against the whole; what is not available has none", () => {
    const [a, b] = barsOf(chart({ kind: "ratio", series: [{ name: "x", color: "", values: [0.5, null] }] }));
    expect(a?.parts[0]?.end).toBe(0.5);
    expect(b).toEqual({ label: "b", value: null, parts: [] });
  });

  it("fall from level to level", () => {
    const bars = barsOf(
      chart({
        picture: "waterfall",
        labels: ["all", "lost", "left", "speed"],
        series: [
          { name: "level", color: "class-production", values: [10, null, 7, null] },
          { name: "loss", color: "reason-none", values: [null, 3, null, null] },
        ],
      }),
    );
    expect(bars.map(({ value, parts }) => [value, parts[0]?.start, parts[0]?.end])).toEqual([
      [10, 0, 1],
      [3, 0.7, 1],
      [7, 0, 0.7],
      [null, undefined, undefined],
    ]);
  });
});
