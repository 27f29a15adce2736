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
  readonly gap_time_24h_us: number;
  readonly quarantined: number;
}

/** Clocks that differ by less than this are as good as equal. */
export const SKEW_NOTICED_US = 500_000;

export function isSkewed(skewUs: number | null): boolean {
  return skewUs !== null && Math.abs(skewUs) >= SKEW_NOTICED_US;
}

/** A gap now and then is ordinary: a restart, a pause. So many a day, or so long in all, are not. */
const GAPS_NOTICED = 3;
const GAP_TIME_NOTICED_US = 900_000_000;

export function isGappy({ gaps_24h, gap_time_24h_us }: Pick<Vitals, "gaps_24h" | "gap_time_24h_us">): boolean {
  return gaps_24h >= GAPS_NOTICED || gap_time_24h_us >= GAP_TIME_NOTICED_US;
}

export function healthOf(vitals: Vitals): Health {
  const { link, paused, clock_skew_us, quarantined } = vitals;
  if (paused) {
    return "paused";
  }
  if (link !== "up") {
    return link;
  }
  return isSkewed(clock_skew_us) || isGappy(vitals) || quarantined > 0 ? "notice" : "up";
}

/** Does somebody have to do something for data to come? */
export function inTrouble(health: Health): boolean {
  return health === "down" || health === "flapping" || health === "never";
}

export function urgencyOfHealth(health: Health): number {
  return HEALTHS.indexOf(health);
}
