/** Instants, durations and the site's wall clock. */

import { describe, expect, it } from "vitest";

import { splitDuration } from "./duration";
import { DAY, HOUR, MINUTE, SECOND, parseInstant, parseOptional, toWire, usToMs } from "./instant";
import { fromInput, fromLocal, localFields, startOfDay, toDateInput, toDateTimeInput, zoneOffset } from "./zone";

describe("instants", () => {
  it("drops digits below the millisecond instead of rounding them up", () => {
    expect(parseInstant("2026-11-23T04:31:00.123999Z")).toBe(Date.UTC(2026, 10, 23, 4, 31, 0, 123));
  });

  it("reads any offset", () => {
    expect(parseInstant("2026-11-23T10:01:00.000000+05:30")).toBe(Date.UTC(2026, 10, 23, 4, 31));
  });

  it.each(["2026-11-23T04:31:00", "2026-11-23", "yesterday", "", "2026-13-40T04:31:00Z"])("refuses %j", (text) => {
    expect(() => parseInstant(text)).toThrow(RangeError);
  });

  it("goes back onto the wire in UTC", () => {
    expect(toWire(Date.UTC(2026, 0, 2, 3, 4, 5, 6))).toBe("2026-01-02T03:04:05.006Z");
  });

  it("keeps what is absent absent", () => {
    expect(parseOptional(null)).toBeNull();
  });

  it("cuts microseconds down to milliseconds", () => {
    expect(usToMs(1_999)).toBe(1);
  });
});

describe("durations", () => {
  const shown = (ms: number) => splitDuration(ms).map(({ value, unit }) => `${value}${unit}`);

  it.each([
    [0, ["0s"]],
    [59_999, ["59s"]],
    [MINUTE, ["1min", "0s"]],
    [4 * MINUTE + 5 * SECOND, ["4min", "5s"]],
    [3 * HOUR + 12 * MINUTE + 59 * SECOND, ["3h", "12min"]],
    [2 * DAY + 4 * HOUR + 59 * MINUTE, ["2d", "4h"]],
    [-5 * SECOND, ["0s"]],
  ])("cuts %i ms down to two units", (ms, expected) => {
    expect(shown(ms)).toEqual(expected);
  });

  it("can keep the largest unit alone", () => {
    expect(splitDuration(3 * HOUR + 50 * MINUTE, 1)).toEqual([{ value: 3, unit: "h", padded: false }]);
  });
});

describe("the site's wall clock", () => {
  it.each([
    ["Europe/Moscow", 3 * HOUR],
    ["Asia/Kathmandu", 5 * HOUR + 45 * MINUTE],
    ["Pacific/Chatham", 13 * HOUR + 45 * MINUTE],
    ["UTC", 0],
  ])("knows the offset of %s in January", (zone, offset) => {
    expect(zoneOffset(Date.UTC(2026, 0, 15), zone)).toBe(offset);
  });

  it.each(["Europe/Moscow", "Europe/Berlin", "Australia/Lord_Howe", "Asia/Kathmandu", "America/St_Johns"])(
    "goes to local fields of %s and back for every half hour of a year",
    (zone) => {
      const lost: string[] = [];
      for (let at = Date.UTC(2026, 0, 1); at < Date.UTC(2027, 0, 1); at += HOUR / 2) {
        const back = fromLocal(localFields(at, zone), zone);
        // in the hour that occurs twice the first occurrence is meant
        if (back !== at && zoneOffset(back, zone) <= zoneOffset(at, zone)) {
          lost.push(new Date(at).toISOString());
        }
      }
      expect(lost).toEqual([]);
    },
  );

  it.each([
    ["Europe/Berlin", "2026-03-29", 23],
    ["Europe/Berlin", "2026-10-25", 25],
    ["Australia/Lord_Howe", "2026-10-04", 23.5],
    ["Europe/Moscow", "2026-03-29", 24],
  ])("gives a day of %s (%s) its %d hours", (zone, day, hours) => {
    const start = fromInput(day, zone) ?? Number.NaN;
    expect((startOfDay(start, zone, 1) - start) / HOUR).toBe(hours);
  });

  it("takes the first of the two hours when clocks go back", () => {
    expect(fromInput("2026-10-25 02:30", "Europe/Berlin")).toBe(Date.UTC(2026, 9, 25, 0, 30));
  });

  it("writes inputs and reads them back", () => {
    const at = Date.UTC(2026, 10, 23, 9, 0, 5);
    expect(toDateTimeInput(at, "Europe/Moscow")).toBe("2026-11-23 12:00:05");
    expect(fromInput("2026-11-23 12:00:05", "Europe/Moscow")).toBe(at);
    expect(toDateInput(at, "Europe/Moscow")).toBe("2026-11-23");
  });

  it.each(["", "2026", "2026-02-30", "2026-11-23 25:00", "2026-11-23 12", "12:00:05"])("does not guess %j", (text) => {
    expect(fromInput(text, "Europe/Moscow")).toBeNull();
  });
});
