/** Reasons on the lines: what a stretch shows, newest answers over older ones, shifts behind. */

import { describe, expect, it } from "vitest";

import type { Accounts, CompactStretch, Shift } from "@/api/figures";
import { reasonLookup } from "@/api/figures";
import { toColumns } from "@/charts";
import { parseInstant } from "@/core/instant";
import { TIME_CLASSES } from "@/core/reason";
import { reason } from "@/test/figures";
import { machine, stamp } from "@/test/plant";
import { bandsOf, calendarOf } from "./bands";
import { Kinds, codesIn } from "./kinds";
import { ReasonRows, overlay } from "./reasonRows";

const REASONS = reasonLookup([reason("no_job"), reason("repair", { kind: "failure" })]);
const CLASSES = ["production", "delay", "unexplained"];

function answer(from: string, to: string, rows: readonly CompactStretch[]): Accounts {
  const window = { from: stamp(from), to: stamp(to) };
  return {
    window,
    now: stamp(to),
    states: ["running", "idle"],
    reasons: ["no_job", "gone"],
    classes: CLASSES,
    machines: { m1: rows },
  };
}

const at = (time: string): number => parseInstant(stamp(time));
const word = (kinds: Kinds, number: number | undefined): string => {
  const kind = kinds.all[number ?? -1];
  return kind === undefined ? "none" : kind.kind === "class" ? kind.timeClass : kind.reason.code;
};

describe("kinds", () => {
  const kinds = new Kinds(REASONS, ["no_job", "gone", ""]);

  it.each([
    ["delay", "no_job", "no_job"],
    ["delay", "", "delay"],
    ["failure", "repair", "repair"],
    ["delay", "gone", "gone"],
    ["production", "no_job", "production"],
    ["no_data", "no_job", "no_data"],
    ["unexplained", "", "unexplained"],
    ["a class of tomorrow", "no_job", "no_data"],
  ])("a stretch that counts as %s with the reason «%s» shows %s", (timeClass, code, shown) => {
    expect(word(kinds, kinds.numberOf(timeClass, code))).toBe(shown);
  });

  it("have a number for each class and each reason, once", () => {
    expect(kinds.all).toHaveLength(TIME_CLASSES.length + 3);
    expect(codesIn([answer("01:00:00", "02:00:00", []), answer("01:00:00", "02:00:00", [])])).toEqual([
      "no_job",
      "gone",
    ]);
  });
});

describe("rows of reasons", () => {
  const kinds = new Kinds(REASONS, ["gone"]);
  const base = answer("00:00:00", "10:00:00", [
    [at("00:00:00"), at("08:00:00"), 0, -1, 0, 0],
    [at("08:00:00"), at("09:00:00"), 1, 0, 1, 2],
    [at("09:00:00"), null, 1, -1, 2, 0],
  ]);

  const shown = (rows: ReasonRows): unknown[] => {
    const { length, starts, ends, kinds: numbers } = rows.row("m1");
    return Array.from({ length }, (_, index) => [
      new Date(starts[index] ?? 0).toISOString().slice(11, 16),
      ends[index] === Number.POSITIVE_INFINITY ? "open" : new Date(ends[index] ?? 0).toISOString().slice(11, 16),
      word(kinds, numbers[index]),
    ]);
  };

  it("show what the answer says", () => {
    expect(shown(new ReasonRows([base], [], kinds))).toEqual([
      ["00:00", "08:00", "production"],
      ["08:00", "09:00", "no_job"],
      ["09:00", "open", "unexplained"],
    ]);
  });

  it("take the newest about their end: a stop goes on over the seam, and what was explained since is", () => {
    const goesOn = answer("09:30:00", "10:00:00", [
      [at("09:30:00"), at("09:50:00"), 1, -1, 2, 0],
      [at("09:50:00"), null, 0, -1, 0, 0],
    ]);
    expect(shown(new ReasonRows([base], [goesOn], kinds)).slice(2)).toEqual([
      ["09:00", "09:50", "unexplained"],
      ["09:50", "open", "production"],
    ]);
    const explained = answer("08:30:00", "10:00:00", [[at("08:30:00"), null, 1, 0, 1, 2]]);
    expect(shown(new ReasonRows([base], [explained], kinds)).slice(1)).toEqual([["08:00", "open", "no_job"]]);
  });

  it("are one bar where only the state changes under a reason", () => {
    const rows = answer("08:00:00", "10:00:00", [
      [at("08:00:00"), at("08:20:00"), 1, 0, 1, 2],
      [at("08:20:00"), at("08:40:00"), 0, 0, 1, 2],
    ]);
    expect(shown(new ReasonRows([rows], [], kinds))).toEqual([["08:00", "08:40", "no_job"]]);
  });

  it("sum up by kind, to the present and no further", () => {
    const rows = new ReasonRows([base], [], kinds);
    const totals = rows.totals(kinds.all.length, at("09:30:00"));
    expect(totals[kinds.numberOf("unexplained", "")]).toBe(30 * 60_000);
    expect(totals.reduce((sum, one) => sum + one, 0)).toBe(9.5 * 3_600_000);
  });
});

describe("an overlay", () => {
  const spans = (...given: [number, number | null, number][]) =>
    toColumns(given.map(([start, end, kind]) => ({ start, end, kind })));

  it("never leaves two spans over one another, nor takes away what lies before", () => {
    const joined = overlay(spans([0, 10, 1], [10, null, 2]), spans([15, 18, 3], [18, null, 2]), 15);
    expect([...joined.starts]).toEqual([0, 10, 15, 18]);
    expect([...joined.ends]).toEqual([10, 15, 18, Number.POSITIVE_INFINITY]);
  });

  it("of nothing is what was there", () => {
    const base = spans([0, 10, 1]);
    expect(overlay(base, spans(), 5)).toBe(base);
    expect(overlay(spans(), base, 0)).toBe(base);
  });
});

describe("shifts behind the lines", () => {
  const shift = (calendar: string, start: string, end: string): Shift => ({
    calendar,
    day: "2026-11-23",
    shift: "1",
    title: { en: "First", ru: "Первая" },
    team: "",
    start: stamp(start),
    end: stamp(end),
    breaks: [],
    attendance: "staffed",
    accepted: false,
  });

  it("alternate within their calendar", () => {
    const bands = bandsOf([
      shift("main", "13:00:00", "21:00:00"),
      shift("night", "04:00:00", "05:00:00"),
      shift("main", "05:00:00", "13:00:00"),
    ]);
    expect(bands.get("main")).toEqual([
      { from: at("05:00:00"), to: at("13:00:00"), odd: false },
      { from: at("13:00:00"), to: at("21:00:00"), odd: true },
    ]);
    expect(bands.get("night")).toHaveLength(1);
  });

  it("are those of the narrowest scope", () => {
    const given = [
      { scope: "", calendar: "main" },
      { scope: "area:Shop 2", calendar: "two" },
      { scope: "machine:m2", calendar: "own" },
    ];
    expect(calendarOf(machine("m1", { area: "Shop 2" }), given, "Works")).toBe("two");
    expect(calendarOf(machine("m2", { area: "Shop 2" }), given, "Works")).toBe("own");
    expect(calendarOf(machine("m3"), given, "Works")).toBe("main");
    expect(calendarOf(machine("m3"), [], "Works")).toBe("");
  });
});
