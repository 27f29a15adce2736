/** The part of the plant in the address, and what a group narrows it to. */

import { describe, expect, it } from "vitest";

import { NO_FILTERS } from "@/api/figures";
import { DEFAULT_RANGE } from "./range";
import { addressOf, mondayOf, narrow, readFilters, writeFilters } from "./filters";

describe("filters in the address", () => {
  it("come back, and leave no trace where there are none", () => {
    const filters = { ...NO_FILTERS, machines: ["m1", "m2"], area: "Цех 1", shift: "2" };
    const search = writeFilters(new URLSearchParams("view=trend"), filters);
    expect(readFilters(search)).toEqual(filters);
    expect(writeFilters(search, NO_FILTERS).toString()).toBe("view=trend");
  });

  it("go along to other pages", () => {
    const href = addressOf("/losses", { kind: "week", on: "2026-11-23" }, { ...NO_FILTERS, area: "A" }, { pick: "x" });
    expect(href).toBe("/losses?pick=x&span=week&on=2026-11-23&area=A");
  });
});

describe("a group", () => {
  it("narrows to its machine, shift and day", () => {
    const { range, filters } = narrow(DEFAULT_RANGE, NO_FILTERS, { machine: "m1", shift: "1", day: "2026-11-20" });
    expect(range).toEqual({ kind: "day", on: "2026-11-20" });
    expect(filters).toEqual({ ...NO_FILTERS, machines: ["m1"], shift: "1" });
  });

  it("narrows to its week and its month", () => {
    expect(narrow(DEFAULT_RANGE, NO_FILTERS, { week: "2026-W48" }).range).toEqual({ kind: "week", on: "2026-11-23" });
    expect(narrow(DEFAULT_RANGE, NO_FILTERS, { month: "2026-02" }).range).toEqual({ kind: "month", on: "2026-02-01" });
    expect(narrow(DEFAULT_RANGE, NO_FILTERS, { area: "A" }).range).toBe(DEFAULT_RANGE);
  });

  it.each([
    ["2020-W53", "2020-12-28"],
    ["2021-W01", "2021-01-04"],
    ["2026-W01", "2025-12-29"],
    ["next week", null],
  ])("of week %s begins on %s", (week, monday) => {
    expect(mondayOf(week)).toBe(monday);
  });
});
