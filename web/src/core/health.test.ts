/** The health of a connection. */

import { expect, it } from "vitest";

import type { Vitals } from "./health";
import { healthOf, inTrouble, urgencyOfHealth } from "./health";

const WELL: Vitals = {
  link: "up",
  paused: false,
  clock_skew_us: 12_000,
  gaps_24h: 0,
  gap_time_24h_us: 0,
  quarantined: 0,
};

it.each([
  ["up", {}],
  ["up", { clock_skew_us: null }],
  ["notice", { clock_skew_us: -500_000 }],
  ["up", { gaps_24h: 1, gap_time_24h_us: 60_000_000 }],
  ["notice", { gaps_24h: 3, gap_time_24h_us: 3_000_000 }],
  ["notice", { gaps_24h: 1, gap_time_24h_us: 900_000_000 }],
  ["notice", { quarantined: 2 }],
  ["down", { link: "down", gaps_24h: 3 }],
  ["flapping", { link: "flapping" }],
  ["never", { link: "never" }],
  ["paused", { link: "down", paused: true }],
] as const)("is %s for %j", (health, given) => {
  expect(healthOf({ ...WELL, ...given })).toBe(health);
});

it("is trouble only where data do not come although they should", () => {
  expect((["down", "flapping", "never", "notice", "paused", "up"] as const).filter(inTrouble)).toEqual([
    "down",
    "flapping",
    "never",
  ]);
  expect(urgencyOfHealth("down")).toBeLessThan(urgencyOfHealth("up"));
});
