/** Stretches of time of figures: addresses, calendar units, neighbours. */

import { describe, expect, it } from "vitest";

import { DAY, HOUR } from "@/core/instant";
import type { Range } from "./range";
import { askedOf, before, daysOf, grows, readRange, step, trendDays, windowOfDays, writeRange } from "./range";

const ZONE = "Europe/Berlin";
const named = (name: "current_shift" | "previous_shift" | "rolling_8h"): Range => ({ kind: "named", name });

describe("the address", () => {
  it.each<Range>([
    named("current_shift"),
    { kind: "week", on: "2026-11-25" },
    { kind: "exact", window: { from: 1_000, to: 90_000 } },
  ])("gives back %j", (range) => {
    const search = writeRange(new URLSearchParams("span=month&on=2026-01-01&from=1&to=2&area=A"), range);
    expect(readRange(search)).toEqual(range);
    expect(search.get("area")).toBe("A");
  });

  it.each(["", "span=year", "span=day", "span=day&on=soon", "from=5&to=5", "span=day&on=2026-13-41"])(
    "takes the current shift for %j",
    (search) => {
      expect(readRange(new URLSearchParams(search))).toEqual(named("current_shift"));
    },
  );
});

describe("units of the calendar", () => {
  it.each([
    ["day", "2026-11-24", "2026-11-24", "2026-11-24"],
    ["week", "2026-11-22", "2026-11-16", "2026-11-22"],
    ["week", "2026-11-23", "2026-11-23", "2026-11-29"],
    ["month", "2028-02-10", "2028-02-01", "2028-02-29"],
  ] as const)("a %s on %s lasts from %s to %s", (unit, on, first, last) => {
    expect(daysOf(unit, on)).toEqual({ first, last });
    expect(askedOf({ kind: unit, on })).toEqual({ first, last });
  });

  it("is 25 hours long on the day the clock goes back", () => {
    const { from, to } = windowOfDays(daysOf("day", "2026-10-25"), ZONE);
    expect((to - from) / HOUR).toBe(25);
  });

  it("steps over the ends of months and years", () => {
    expect(step({ kind: "month", on: "2026-01-31" }, 1, null)).toEqual({ kind: "month", on: "2026-02-01" });
    expect(step({ kind: "week", on: "2026-01-01" }, -1, null)).toEqual({ kind: "week", on: "2025-12-28" });
  });
});

describe("neighbours and comparisons", () => {
  const shown = { from: 10 * HOUR, to: 18 * HOUR };

  it("goes from the current shift to the previous one and back", () => {
    expect(step(named("current_shift"), -1, shown)).toEqual(named("previous_shift"));
    expect(step(named("previous_shift"), 1, shown)).toEqual(named("current_shift"));
    expect(before(named("current_shift"), null)).toBe("previous_shift");
  });

  it("moves what the server showed by its own length, and waits while it has not", () => {
    const moved = { kind: "exact", window: { from: 2 * HOUR, to: 10 * HOUR } };
    expect(step(named("rolling_8h"), -1, shown)).toEqual(moved);
    expect(step(named("rolling_8h"), -1, null)).toEqual(named("rolling_8h"));
    expect(before(named("rolling_8h"), shown)).toEqual(moved.window);
    expect(before(named("rolling_8h"), null)).toBeNull();
  });

  it("compares a week with the week before", () => {
    expect(before({ kind: "week", on: "2026-11-25" }, null)).toEqual({ first: "2026-11-16", last: "2026-11-22" });
  });
});

describe("the present", () => {
  const now = Date.UTC(2026, 10, 24, 9);

  it("is inside what still grows", () => {
    expect(grows(named("current_shift"), now, ZONE)).toBe(true);
    expect(grows(named("previous_shift"), now, ZONE)).toBe(false);
    expect(grows({ kind: "day", on: "2026-11-24" }, now, ZONE)).toBe(true);
    expect(grows({ kind: "day", on: "2026-11-23" }, now, ZONE)).toBe(false);
    expect(grows({ kind: "exact", window: { from: 0, to: now } }, now, ZONE)).toBe(false);
  });

  it("ends a trend of at least a fortnight", () => {
    expect(trendDays(named("current_shift"), now, ZONE, null)).toEqual({ first: "2026-11-11", last: "2026-11-24" });
    expect(trendDays({ kind: "month", on: "2026-10-05" }, now, ZONE, null)).toEqual({
      first: "2026-10-01",
      last: "2026-10-31",
    });
    const long = { from: now - 30 * DAY, to: now };
    expect(trendDays({ kind: "exact", window: long }, now, ZONE, null).first).toBe("2026-10-25");
  });
});
