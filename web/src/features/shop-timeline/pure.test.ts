/** Lines, rows and the window of the plant's timeline. */

import { describe, expect, it } from "vitest";

import type { Timelines } from "@/api/types";
import { HOUR, MINUTE, parseInstant } from "@/core/instant";
import { NOW, machine, span, stamp } from "@/test/plant";
import { heightOf, lineAt, linesOf, linesWithin } from "./lines";
import { Rows, timeIn } from "./rows";
import { shopWindow } from "./useShopView";

const HEIGHTS = { area: 30, machine: 20 };
const MACHINES = [
  machine("a", { name: "Lathe", area: "Shop 1" }),
  machine("b", { name: "Mill", area: "Shop 2" }),
  machine("c", { name: "Saw", area: "Shop 1" }),
];
const at = (time: string): number => parseInstant(stamp(time));

describe("lines", () => {
  const lines = linesOf(MACHINES, "", HEIGHTS);

  it("stand by area in the plant's order, each under the one before", () => {
    expect(lines.map((line) => [line.kind === "area" ? line.area : line.id, line.top])).toEqual([
      ["Shop 1", 0],
      ["a", 30],
      ["c", 50],
      ["Shop 2", 70],
      ["b", 100],
    ]);
    expect(heightOf(lines)).toBe(120);
    expect(heightOf([])).toBe(0);
  });

  it("are those that match the search, with their areas alone", () => {
    const found = linesOf(MACHINES, "mill", HEIGHTS);
    expect(found.map((line) => (line.kind === "area" ? line.area : line.id))).toEqual(["Shop 2", "b"]);
    expect(linesOf(MACHINES, "nothing like it", HEIGHTS)).toEqual([]);
  });

  it.each([
    [-1, -1],
    [0, 0],
    [29, 0],
    [30, 1],
    [99, 3],
    [100, 4],
    [500, 4],
  ])("at height %d is number %d", (y, index) => {
    expect(lineAt(lines, y)).toBe(index);
  });

  it("in sight are those that touch the sight", () => {
    expect(linesWithin(lines, 0, 30)).toEqual([0, 1]);
    expect(linesWithin(lines, 31, 71)).toEqual([1, 4]);
    expect(linesWithin(lines, 119, 900)).toEqual([4, 5]);
  });
});

describe("rows", () => {
  const CODES = ["running", "idle"];
  const answer: Timelines = {
    from: stamp("02:00:00"),
    to: stamp("10:00:00"),
    now: NOW,
    track: "state",
    machines: [
      {
        id: "a",
        spans: [
          [at("01:00:00"), at("04:00:00"), "running"],
          [at("04:00:00"), null, "idle"],
        ],
      },
    ],
  };
  const loaded = (): Rows => {
    const rows = new Rows((code) => CODES.indexOf(code));
    rows.load(answer);
    return rows;
  };
  const starts = (rows: Rows): number[] => [...rows.row("a").starts];

  it("hold what was loaded, and nothing of a machine that was not", () => {
    const rows = loaded();
    expect(rows.loaded).toEqual({ from: at("02:00:00"), to: at("10:00:00") });
    expect(starts(rows)).toEqual([at("01:00:00"), at("04:00:00")]);
    expect([...rows.row("a").ends]).toEqual([at("04:00:00"), Number.POSITIVE_INFINITY]);
    expect(rows.row("x").length).toBe(0);
  });

  it("take a live correction: what starts in its stretch goes, what it brings comes", () => {
    const rows = loaded();
    const spans = [span("03:30:00", "05:00:00", "idle"), span("05:00:00", null, "running")];
    rows.correct({ machine: "a", now: NOW, start: stamp("03:30:00"), end: null, spans });
    expect(starts(rows)).toEqual([at("01:00:00"), at("03:30:00"), at("05:00:00")]);
    expect([...rows.row("a").kinds]).toEqual([0, 1, 0]);
  });

  it("keep a correction that overtook the answer it belongs on", () => {
    const rows = loaded();
    const spans = [span("09:00:00", null, "running")];
    rows.correct({ machine: "a", now: NOW, start: stamp("09:00:00"), end: null, spans });
    rows.load(answer);
    expect(starts(rows)).toEqual([at("01:00:00"), at("04:00:00"), at("09:00:00")]);
    rows.load({ ...answer, now: "2026-11-23T10:00:05.000000Z" });
    expect(starts(rows)).toEqual([at("01:00:00"), at("04:00:00")]);
  });

  it("tell of every answer", () => {
    const rows = loaded();
    let heard = 0;
    const off = rows.onLoad(() => {
      heard += 1;
    });
    rows.load(answer);
    off();
    rows.load(answer);
    expect(heard).toBe(1);
  });

  it("count the time in a state inside the window, up to the present", () => {
    const row = loaded().row("a");
    const window = { from: at("02:00:00"), to: at("10:00:00") };
    const running = (kind: number): boolean => kind === 0;
    expect(timeIn(row, window, at("06:00:00"), running)).toEqual({ counted: 2 * HOUR, known: 4 * HOUR });
    expect(timeIn(row, window, at("11:00:00"), running)).toEqual({ counted: 2 * HOUR, known: 8 * HOUR });
  });
});

describe("the window", () => {
  it("that follows the present moves by about a hundredth of its length", () => {
    const day = shopWindow({ kind: "rolling", name: "24h" }, at("10:01:00"));
    expect(day.to - day.from).toBe(24 * HOUR);
    expect(day.to).toBeGreaterThan(at("10:01:00"));
    expect(day.to - at("10:01:00")).toBeLessThanOrEqual(14 * MINUTE);
    expect(shopWindow({ kind: "rolling", name: "24h" }, day.to - 1)).toEqual(day);
    expect(shopWindow({ kind: "rolling", name: "24h" }, day.to)).not.toEqual(day);
  });

  it("that was chosen stays", () => {
    const window = { from: 1_000, to: 500_000 };
    expect(shopWindow({ kind: "fixed", window }, at("10:00:00"))).toEqual(window);
  });
});
