/** The intervals behind a bar: exactly those that made it. */

import { describe, expect, it } from "vitest";

import { NO_FILTERS } from "@/api/figures";
import { HOUR } from "@/core/instant";
import { row, stretch } from "@/test/figures";
import type { Pick } from "./pick";
import { ANY, accountWindow, behind, columnsOf, during, inside, machinesOf, readPick, writePick } from "./pick";

const ZONE = "Europe/Moscow"; // UTC+3: 09:30Z is half past twelve
const DAYS = { first: "2026-11-23", last: "2026-11-23" };

describe("a pick in the address", () => {
  it.each<Pick>([
    { ...ANY, reason: "", classes: ["unexplained"] },
    { ...ANY, reason: "no_job", classes: ["delay"], machine: "m 1&2" },
    { ...ANY, weekday: 7, hour: 0, classes: ["failure", "delay"] },
    { ...ANY, day: "2026-11-20", area: "Shop=1", classes: ["setup"] },
  ])("comes back: %j", (pick) => {
    expect(readPick(writePick(pick))).toEqual(pick);
  });

  it("is none where none is given, and takes no class that does not exist", () => {
    expect(readPick(null)).toBeNull();
    expect(readPick("classes=setup,nonsense&hour=late")).toEqual({ ...ANY, classes: ["setup"] });
  });
});

describe("the machines behind a pick", () => {
  const rows = [
    row({ machine: "a", reason: "no_job" }, 5),
    row({ machine: "b", reason: "no_job" }, 9),
    row({ machine: "b", reason: "" }, 100),
    row({ machine: "c", reason: "no_job" }, 0),
  ];

  it("are those with time in it, the most first", () => {
    expect(machinesOf(rows, { ...ANY, reason: "no_job" })).toEqual([
      { machine: "b", time: 9 },
      { machine: "a", time: 5 },
    ]);
  });

  it("are asked for by what the pick needs", () => {
    expect(columnsOf({ ...ANY, reason: "" })).toEqual(["machine", "reason"]);
    expect(columnsOf({ ...ANY, hour: 3, weekday: 1 })).toEqual(["machine", "hour", "weekday"]);
    expect(during("current_shift", { ...ANY, day: "2026-11-20" })).toEqual({ first: "2026-11-20", last: "2026-11-20" });
    expect(inside(NO_FILTERS, { ...ANY, machine: "m1" }).machines).toEqual(["m1"]);
  });
});

describe("an interval", () => {
  const stop = stretch("09:30:00", "09:40:00");
  const is = (pick: Partial<Pick>, filters = NO_FILTERS) => behind(stop, { ...ANY, ...pick }, DAYS, filters, ZONE);

  it("belongs to its class and its reason, and the empty reason is one of its own", () => {
    expect(is({ classes: ["unexplained"], reason: "" })).toBe(true);
    expect(is({ classes: ["delay"] })).toBe(false);
    expect(is({ reason: "no_job" })).toBe(false);
    expect(is({ reason: null })).toBe(true);
  });

  it("belongs to the hours of the wall that it touches", () => {
    expect(is({ hour: 12, weekday: 1 })).toBe(true);
    expect(is({ hour: 12, weekday: 2 })).toBe(false);
    expect(is({ hour: 9, weekday: 1 })).toBe(false);
    const long = stretch("08:50:00", "10:10:00");
    const hours = [10, 11, 12, 13, 14].filter((hour) => behind(long, { ...ANY, hour }, DAYS, NO_FILTERS, ZONE));
    expect(hours).toEqual([11, 12, 13]);
  });

  it("belongs to the plant day of its shift, not to the date of the clock", () => {
    const night = stretch("22:30:00", "23:00:00", { day: "2026-11-22", shift: "N" });
    expect(behind(night, ANY, { first: "2026-11-22", last: "2026-11-22" }, NO_FILTERS, ZONE)).toBe(true);
    expect(behind(night, ANY, DAYS, NO_FILTERS, ZONE)).toBe(false);
    expect(behind(night, ANY, "rolling_24h", { ...NO_FILTERS, shift: "1" }, ZONE)).toBe(false);
  });

  it("is looked for a day around plant days, since shifts reach over midnight", () => {
    const shown = { from: 0, to: 1 };
    const window = accountWindow(DAYS, shown, ZONE);
    expect((window.to - window.from) / HOUR).toBe(72);
    expect(new Date(window.from).toISOString()).toBe("2026-11-21T21:00:00.000Z");
    expect(accountWindow("current_shift", shown, ZONE)).toBe(shown);
  });
});
