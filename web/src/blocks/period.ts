/** The stretch of time a page shows, and how it is written in the address. Pure. */

import type { Ms, Window } from "@/core/instant";
import { DAY, HOUR, MINUTE, SECOND } from "@/core/instant";
import { startOfDay } from "@/core/zone";

/** Lengths that follow the present. */
export const ROLLING = { "1h": HOUR, "8h": 8 * HOUR, "24h": 24 * HOUR, "7d": 7 * DAY } as const;
export type RollingName = keyof typeof ROLLING;

export type Period =
  | { readonly kind: "rolling"; readonly name: RollingName }
  /** Of any length, and its end goes with the present: what a person zoomed to who left the present in sight. */
  | { readonly kind: "following"; readonly length: number }
  | { readonly kind: "fixed"; readonly window: Window };

export const DEFAULT_PERIOD: Period = { kind: "rolling", name: "8h" };

/** The server refuses longer timelines; a shorter one than this cannot be read. */
export const LONGEST = 31 * DAY;
export const SHORTEST = 10 * SECOND;

const isRolling = (name: string | null): name is RollingName => name !== null && Object.hasOwn(ROLLING, name);

const wholeMs = (text: string | null): number | null =>
  text !== null && /^\d{1,15}$/u.test(text) ? Number(text) : null;

export function readPeriod(search: URLSearchParams): Period {
  const from = wholeMs(search.get("from"));
  const to = wholeMs(search.get("to"));
  if (from !== null && to !== null && to - from >= SHORTEST) {
    return { kind: "fixed", window: { from: Math.max(from, to - LONGEST), to } };
  }
  const length = wholeMs(search.get("last"));
  if (length !== null && length >= SHORTEST) {
    return { kind: "following", length: Math.min(length, LONGEST) };
  }
  const name = search.get("period");
  return isRolling(name) ? { kind: "rolling", name } : DEFAULT_PERIOD;
}

export function writePeriod(search: URLSearchParams, period: Period): URLSearchParams {
  const next = new URLSearchParams(search);
  for (const name of ["from", "to", "last", "period"]) {
    next.delete(name);
  }
  if (period.kind === "fixed") {
    next.set("from", String(Math.round(period.window.from)));
    next.set("to", String(Math.round(period.window.to)));
  } else if (period.kind === "following") {
    next.set("last", String(Math.round(period.length)));
  } else {
    next.set("period", period.name);
  }
  return next;
}

/** How often a window that follows the present moves: often enough to look alive, seldom enough to cache. */
export function stepOf(period: Period): number {
  if (period.kind === "fixed") {
    return MINUTE;
  }
  const length = lengthOf(period);
  if (length > 2 * DAY) {
    return MINUTE;
  }
  return length > 10 * MINUTE ? 15 * SECOND : 2 * SECOND;
}

/** How long a period that follows the present is. */
export function lengthOf(period: Exclude<Period, { kind: "fixed" }>): number {
  return period.kind === "rolling" ? ROLLING[period.name] : period.length;
}

/** The window of a period at `now`; one that follows ends at the next whole step, so that now is inside. */
export function resolvePeriod(period: Period, now: Ms): Window {
  if (period.kind === "fixed") {
    return period.window;
  }
  const step = stepOf(period);
  const to = Math.floor(now / step) * step + step;
  return { from: to - lengthOf(period), to };
}

/** A window ends at the present when no more than this share of it lies beyond. */
const NEAR_PRESENT = 0.05;

/** The period that a person means who moved the view to `window`: it goes on following a present at its edge. */
export function periodOf(window: Window, now: Ms): Period {
  const length = window.to - window.from;
  return window.to >= now && window.to - now <= Math.max(length * NEAR_PRESENT, 15 * SECOND)
    ? { kind: "following", length }
    : { kind: "fixed", window };
}

/** Does the window reach the present, so that it still changes? */
export function reachesNow(window: Window, now: Ms): boolean {
  return window.from <= now && now < window.to;
}

/** The neighbour of a window, as long as itself; never further beyond the present than it is. */
export function shift(window: Window, direction: -1 | 1, now: Ms): Window {
  const length = window.to - window.from;
  const to = Math.min(window.to + direction * length, Math.max(now, window.to));
  return { from: to - length, to };
}

/** The site's whole day that holds `at`. */
export function dayOf(at: Ms, zone: string): Window {
  return { from: startOfDay(at, zone), to: startOfDay(at, zone, 1) };
}
