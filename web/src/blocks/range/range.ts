/** The stretch of time that figures are about: a shift, a day, a week, a month, rolling, or any. Pure. */

import type { Asked, Days, NamedWindow, WireWindow } from "@/api/figures";
import { NAMED_WINDOWS } from "@/api/figures";
import type { Ms, Window } from "@/core/instant";
import { DAY, parseInstant } from "@/core/instant";
import { fromInput, startOfDay, toDateInput } from "@/core/zone";

export const CALENDAR_UNITS = ["day", "week", "month"] as const;
export type CalendarUnit = (typeof CALENDAR_UNITS)[number];

export type Range =
  | { readonly kind: "named"; readonly name: NamedWindow }
  /** A whole day, week or month of the plant; `on` is a day inside, `YYYY-MM-DD`. */
  | { readonly kind: CalendarUnit; readonly on: string }
  | { readonly kind: "exact"; readonly window: Window };

export const DEFAULT_RANGE: Range = { kind: "named", name: "current_shift" };

const DATE = /^\d{4}-\d{2}-\d{2}$/u;
const NAMES = ["span", "on", "from", "to"] as const;

const isNamed = (name: string | null): name is NamedWindow => NAMED_WINDOWS.some((one) => one === name);
const isUnit = (name: string | null): name is CalendarUnit => CALENDAR_UNITS.some((one) => one === name);

const wholeMs = (text: string | null): Ms | null => (text !== null && /^\d{1,15}$/u.test(text) ? Number(text) : null);

export function readRange(search: URLSearchParams): Range {
  const [from, to] = [wholeMs(search.get("from")), wholeMs(search.get("to"))];
  if (from !== null && to !== null && to > from) {
    return { kind: "exact", window: { from, to } };
  }
  const [span, on] = [search.get("span"), search.get("on")];
  if (isUnit(span) && on !== null && DATE.test(on) && !Number.isNaN(new Date(`${on}T00:00:00Z`).getTime())) {
    return { kind: span, on };
  }
  return isNamed(span) ? { kind: "named", name: span } : DEFAULT_RANGE;
}

export function writeRange(search: URLSearchParams, range: Range): URLSearchParams {
  const next = new URLSearchParams(search);
  for (const name of NAMES) {
    next.delete(name);
  }
  if (range.kind === "exact") {
    next.set("from", String(Math.floor(range.window.from)));
    next.set("to", String(Math.floor(range.window.to)));
  } else if (range.kind === "named") {
    next.set("span", range.name);
  } else {
    next.set("span", range.kind);
    next.set("on", range.on);
  }
  return next;
}

/** Dates without a clock: a day is what a calendar shows, whatever its length. */
const utc = (date: string): Date => new Date(`${date}T00:00:00Z`);
const dateOf = (at: Date): string => at.toISOString().slice(0, 10);
const plus = (date: string, days: number): string => dateOf(new Date(utc(date).getTime() + days * DAY));

/** The plant days of a calendar unit: a week begins on Monday. */
export function daysOf(unit: CalendarUnit, on: string): Days {
  const at = utc(on);
  if (unit === "week") {
    const first = plus(on, -((at.getUTCDay() + 6) % 7));
    return { first, last: plus(first, 6) };
  }
  if (unit === "month") {
    const [year, month] = [at.getUTCFullYear(), at.getUTCMonth()];
    return { first: dateOf(new Date(Date.UTC(year, month, 1))), last: dateOf(new Date(Date.UTC(year, month + 1, 0))) };
  }
  return { first: on, last: on };
}

/** What to ask the server for. */
export function askedOf(range: Range): Asked {
  if (range.kind === "named") {
    return range.name;
  }
  return range.kind === "exact" ? range.window : daysOf(range.kind, range.on);
}

/** What the server showed; null while it has not answered. */
export function windowOf(window: WireWindow | undefined): Window | null {
  return window === undefined ? null : { from: parseInstant(window.from), to: parseInstant(window.to) };
}

/** Midnight to midnight of plant days on the site's wall. */
export function windowOfDays({ first, last }: Days, zone: string): Window {
  const from = fromInput(first, zone) ?? 0;
  return { from, to: startOfDay(fromInput(last, zone) ?? from, zone, 1) };
}

/** Does the stretch still grow at `now`? */
export function grows(range: Range, now: Ms, zone: string): boolean {
  if (range.kind === "named") {
    return range.name !== "previous_shift";
  }
  const { to } = range.kind === "exact" ? range.window : windowOfDays(daysOf(range.kind, range.on), zone);
  return to > now;
}

/** The neighbour of a stretch. `shown` is what the server said a named one is; null while it has not. */
export function step(range: Range, direction: -1 | 1, shown: Window | null): Range {
  if (range.kind === "exact" || range.kind === "named") {
    const window = range.kind === "exact" ? range.window : shown;
    if (range.kind === "named" && range.name === "current_shift" && direction < 0) {
      return { kind: "named", name: "previous_shift" };
    }
    if (range.kind === "named" && range.name === "previous_shift" && direction > 0) {
      return { kind: "named", name: "current_shift" };
    }
    if (window === null) {
      return range;
    }
    const length = window.to - window.from;
    const from = window.from + direction * length;
    return { kind: "exact", window: { from, to: from + length } };
  }
  const { first, last } = daysOf(range.kind, range.on);
  return { kind: range.kind, on: direction < 0 ? plus(first, -1) : plus(last, 1) };
}

/** The stretch before, to compare with; whole days stay whole days. */
export function before(range: Range, shown: Window | null): Asked | null {
  if (range.kind === "named") {
    if (range.name === "current_shift") {
      return "previous_shift";
    }
    return shown === null ? null : { from: 2 * shown.from - shown.to, to: shown.from };
  }
  return askedOf(step(range, -1, shown));
}

/** Plant days around which figures over time are shown: enough of them to see a trend. */
export function trendDays(range: Range, now: Ms, zone: string, shown: Window | null): Days {
  const window =
    range.kind === "named" || range.kind === "exact"
      ? range.kind === "exact"
        ? range.window
        : shown
      : windowOfDays(daysOf(range.kind, range.on), zone);
  const to = Math.min(window?.to ?? now, now);
  const last = toDateInput(to - 1, zone);
  const first = toDateInput(window?.from ?? now, zone);
  const fortnight = plus(last, -13);
  return { first: first < fortnight ? first : fortnight, last };
}
