/** A view that a person moved, as the page's period. */

import { describe, expect, it } from "vitest";

import { DAY, HOUR, MINUTE, SECOND } from "@/core/instant";
import { LONGEST, periodOf, readPeriod, resolvePeriod, stepOf, writePeriod } from "./period";

const now = Date.UTC(2026, 10, 23, 10, 0, 7);

describe("a view that was moved", () => {
  it("goes on following the present that it left at its edge", () => {
    const zoomed = periodOf({ from: now - 2 * HOUR, to: now + 5 * SECOND }, now);
    expect(zoomed).toEqual({ kind: "following", length: 2 * HOUR + 5 * SECOND });
    const window = resolvePeriod(zoomed, now + 10 * MINUTE);
    expect(window.to).toBeGreaterThan(now + 10 * MINUTE);
    expect(window.to - window.from).toBe(2 * HOUR + 5 * SECOND);
  });

  it("stays where it is when the present is out of sight, or far inside", () => {
    const past = { from: now - 3 * HOUR, to: now - HOUR };
    expect(periodOf(past, now)).toEqual({ kind: "fixed", window: past });
    const day = { from: now - 10 * HOUR, to: now + 14 * HOUR };
    expect(periodOf(day, now)).toEqual({ kind: "fixed", window: day });
  });

  it("comes back from the address", () => {
    const following = { kind: "following", length: 90 * MINUTE } as const;
    const address = writePeriod(new URLSearchParams("from=1&to=2&period=8h&at=7"), following);
    expect(address.toString()).toBe("at=7&last=5400000");
    expect(readPeriod(address)).toEqual(following);
    expect(readPeriod(new URLSearchParams(`last=${99 * DAY}`))).toEqual({ kind: "following", length: LONGEST });
    expect(readPeriod(new URLSearchParams("last=5"))).toEqual({ kind: "rolling", name: "8h" });
  });

  it("moves in steps that fit its length", () => {
    const steps = [MINUTE, HOUR, 3 * DAY].map((length) => stepOf({ kind: "following", length }));
    expect(steps).toEqual([2 * SECOND, 15 * SECOND, MINUTE]);
  });
});
