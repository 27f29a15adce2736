/** How well a connection does, in one word, and how soon somebody should look at it. Pure. */

/** From the most urgent to the calmest. */
export const HEALTHS = ["down", "flapping", "never", "notice", "paused", "up"] as const;
export type Health = (typeof HEALTHS)[number];

/** What the health is read from. */
export interface Vitals {
  readonly link: "up" | "down" | "flapping" | "never";
  readonly paused: boolean;
  /** The source's clock minus ours, microseconds. */
  readonly clock_skew_us: number | null;
  readonly gaps_24h: number;
  readonly quarantined: number;
}

/** Clocks that differ by less than this are as good as equal. */
export const SKEW_NOTICED_US = 500_000;

export function isSkewed(skewUs: number | null): boolean {
  return skewUs !== null && Math.abs(skewUs) >= SKEW_NOTICED_US;
}

export function healthOf({ link, paused, clock_skew_us, gaps_24h, quarantined }: Vitals): Health {
  if (paused) {
    return "paused";
  }
  if (link !== "up") {
    return link;
  }
  return isSkewed(clock_skew_us) || gaps_24h > 0 || quarantined > 0 ? "notice" : "up";
}

/** Does somebody have to do something for data to come? */
export function inTrouble(health: Health): boolean {
  return health === "down" || health === "flapping" || health === "never";
}

export function urgencyOfHealth(health: Health): number {
  return HEALTHS.indexOf(health);
}
