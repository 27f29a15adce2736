/** Time on the axis: pixels and instants, zooming and panning, marks on the site's clock, round values. */

import { describe, expect, it } from "vitest";

import { DAY, HOUR, MINUTE, SECOND } from "@/core/instant";
import { axisTicks } from "./drawAxis";
import type { Scale, ViewLimits } from "./scale";
import { atOf, brushed, fitInto, lengthOf, panBy, pinched, wheelFactor, xOf, zoomAt } from "./scale";
import { dayStarts, offsetRuns, timeTicks } from "./ticks";
import { niceStep, rangeAround, valueTicks, yOf } from "./valueAxis";

const NOON = Date.UTC(2026, 10, 23, 12);
const window = { from: NOON, to: NOON + 8 * HOUR };
const scale: Scale = { window, left: 100, width: 800 };
const limits: ViewLimits = { shortest: 10 * SECOND, longest: 31 * DAY, latest: NOON + 9 * HOUR };

describe("a scale", () => {
  it("leads from instants to pixels and back", () => {
    expect(xOf(NOON, scale)).toBe(100);
    expect(xOf(NOON + 2 * HOUR, scale)).toBe(300);
    expect(atOf(300, scale)).toBe(NOON + 2 * HOUR);
  });

  it("zooms about an instant, which stays under its pixel", () => {
    const anchor = NOON + 2 * HOUR;
    const zoomed = zoomAt(window, 0.5, anchor, limits);
    expect(zoomed).toEqual({ from: NOON + HOUR, to: NOON + 5 * HOUR });
    expect(xOf(anchor, { ...scale, window: zoomed })).toBe(xOf(anchor, scale));
  });

  it("zooms no further than the limits", () => {
    expect(lengthOf(zoomAt(window, 1e-9, NOON + HOUR, limits))).toBe(10 * SECOND);
    expect(lengthOf(zoomAt(window, 1e9, NOON + HOUR, limits))).toBe(31 * DAY);
  });

  it("does not pan beyond the present and keeps its length there", () => {
    expect(panBy(window, -HOUR, limits)).toEqual({ from: NOON - HOUR, to: NOON + 7 * HOUR });
    expect(panBy(window, 3 * HOUR, limits)).toEqual({ from: NOON + HOUR, to: NOON + 9 * HOUR });
  });

  it("keeps under both fingers the instants they touched", () => {
    const start = [200, 400] as const;
    const now = [150, 550] as const;
    const moved = { ...scale, window: pinched(scale, { start, now }, limits) };
    for (const finger of [0, 1] as const) {
      expect(xOf(atOf(start[finger], scale), moved)).toBeCloseTo(now[finger], 6);
    }
  });

  it("survives two fingers on one spot", () => {
    const spread = pinched(scale, { start: [300, 300], now: [300, 300] }, limits);
    expect(spread.to - spread.from).toBe(8 * HOUR);
  });

  it("shows the stretch that was brushed, from either side, and not more than there is", () => {
    const chosen = { from: NOON + 2 * HOUR, to: NOON + 4 * HOUR };
    expect(brushed(scale, 300, 500, limits)).toEqual(chosen);
    expect(brushed(scale, 500, 300, limits)).toEqual(chosen);
    expect(brushed(scale, -50, 300, limits)).toEqual({ from: NOON, to: NOON + 2 * HOUR });
    expect(lengthOf(brushed(scale, 300, 300, limits))).toBe(10 * SECOND);
  });

  it("turns the wheel there and back to where it was", () => {
    expect(wheelFactor(100) * wheelFactor(-100)).toBeCloseTo(1, 12);
    expect(wheelFactor(100)).toBeGreaterThan(1.2);
    expect(wheelFactor(1e6)).toBeLessThan(2);
  });

  it("that is too long is cut about its middle", () => {
    const far = fitInto({ from: NOON - 100 * DAY, to: NOON }, limits);
    expect(far).toEqual({ from: NOON - 65.5 * DAY, to: NOON - 34.5 * DAY });
  });
});

const local = (at: number, zone: string): string =>
  new Intl.DateTimeFormat("en-GB", { timeZone: zone, hour: "2-digit", minute: "2-digit" }).format(at);

describe("time marks", () => {
  it("are round on the site's clock, also where it is off by a quarter of an hour", () => {
    const { step, unit, marks } = timeTicks(window, 800, 90, "Asia/Kathmandu");
    expect([step, unit]).toEqual([HOUR, "minute"]);
    expect(marks).toHaveLength(8);
    expect(marks.every((at) => local(at, "Asia/Kathmandu").endsWith(":00"))).toBe(true);
  });

  it("stay where they are while the window moves", () => {
    const marks = (from: number): readonly number[] =>
      timeTicks({ from, to: from + 8 * HOUR }, 800, 90, "Europe/Moscow").marks;
    const moved = marks(NOON + 17 * MINUTE);
    expect(moved.filter((at) => at < NOON + 8 * HOUR).every((at) => marks(NOON).includes(at))).toBe(true);
  });

  it("show an hour that occurs twice twice, and none that is skipped", () => {
    const hours = (from: number, zone: string): string[] =>
      timeTicks({ from, to: from + 6 * HOUR }, 800, 60, zone)
        .marks.map((at) => local(at, zone))
        .filter((time) => time.endsWith(":00"));
    expect(hours(Date.UTC(2026, 9, 24, 22), "Europe/Berlin")).toEqual([
      "00:00",
      "01:00",
      "02:00",
      "02:00",
      "03:00",
      "04:00",
    ]);
    expect(hours(Date.UTC(2026, 2, 28, 23), "Europe/Berlin")).toEqual([
      "00:00",
      "01:00",
      "03:00",
      "04:00",
      "05:00",
      "06:00",
    ]);
  });

  it("know the half hour of Lord Howe", () => {
    const change = Date.UTC(2026, 3, 4, 15);
    const runs = offsetRuns({ from: change - HOUR, to: change + HOUR }, "Australia/Lord_Howe");
    expect(runs).toEqual([
      { from: change - HOUR, to: change, offset: 11 * HOUR },
      { from: change, to: change + HOUR, offset: 10.5 * HOUR },
    ]);
  });

  it("never lie closer than their labels, on no day of a year with both changes", () => {
    const close: string[] = [];
    for (let from = Date.UTC(2026, 0, 1); from < Date.UTC(2027, 0, 1); from += DAY) {
      const to = from + DAY;
      const { marks } = timeTicks({ from, to }, 800, 60, "America/New_York");
      const perMs = 800 / DAY;
      if (marks.some((at, index) => index > 0 && (at - (marks[index - 1] ?? 0)) * perMs < 45)) {
        close.push(new Date(from).toISOString());
      }
    }
    expect(close).toEqual([]);
  });

  it("of weeks are Mondays, of days the site's midnights", () => {
    const zone = "Europe/Moscow";
    const weeks = timeTicks({ from: NOON - 31 * DAY, to: NOON }, 500, 90, zone);
    expect(weeks).toMatchObject({ step: 7 * DAY, unit: "day" });
    const weekday = new Intl.DateTimeFormat("en-GB", { timeZone: zone, weekday: "short" });
    expect(weeks.marks.map((at) => weekday.format(at))).toEqual(weeks.marks.map(() => "Mon"));
    expect(weeks.marks.length).toBeGreaterThanOrEqual(4);
    const days = timeTicks({ from: NOON - 7 * DAY, to: NOON }, 800, 90, zone);
    expect(days.marks.map((at) => local(at, zone))).toEqual(days.marks.map(() => "00:00"));
    expect(days.marks).toHaveLength(7);
  });

  it("begin days where the site's days begin, 23 and 25 hours apart too", () => {
    const starts = dayStarts({ from: Date.UTC(2026, 9, 23, 22), to: Date.UTC(2026, 9, 26, 22) }, "Europe/Berlin");
    const lengths = starts.slice(1).map((at, index) => (at - (starts[index] ?? 0)) / HOUR);
    expect(lengths).toEqual([24, 25]);
    const spring = dayStarts({ from: Date.UTC(2026, 2, 28), to: Date.UTC(2026, 2, 30, 12) }, "Europe/Berlin");
    expect(((spring[1] ?? 0) - (spring[0] ?? 0)) / HOUR).toBe(23);
  });

  it("get the room that finer readings need", () => {
    const seconds = axisTicks({ window: { from: NOON, to: NOON + MINUTE }, left: 0, width: 800 }, 1, "UTC");
    expect(seconds.unit).toBe("second");
    expect((seconds.step / MINUTE) * 800).toBeGreaterThanOrEqual(76);
    expect(axisTicks({ window: { from: NOON, to: NOON + 2_000 }, left: 0, width: 800 }, 1, "UTC").unit).toBe(
      "millisecond",
    );
  });
});

describe("a value axis", () => {
  it("has round marks", () => {
    expect(niceStep(0.3)).toBe(0.5);
    expect(niceStep(7)).toBe(10);
    expect(niceStep(0.1 * 2)).toBeCloseTo(0.2, 12);
    expect(valueTicks({ low: 0, high: 1 }, 4)).toEqual([0, 0.5, 1]);
    expect(valueTicks({ low: -0.35, high: 0.35 }, 8)).toEqual([-0.3, -0.2, -0.1, 0, 0.1, 0.2, 0.3]);
  });

  it("leaves air, but none below zero for what is never negative", () => {
    expect(rangeAround(0, 100)).toEqual({ low: 0, high: 108 });
    expect(rangeAround(-50, 50).low).toBe(-58);
  });

  it("gives a constant a range of its own", () => {
    expect(rangeAround(0, 0)).toEqual({ low: 0, high: 1 });
    expect(rangeAround(-200, -200)).toEqual({ low: -220, high: -180 });
    expect(yOf(5, rangeAround(5, 5), 10, 80)).toBe(50);
  });
});
