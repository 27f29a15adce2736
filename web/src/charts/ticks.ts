/**
 * Where a time axis has its marks: round readings of the site's wall clock.
 *
 * Marks come from the zone's own rules. On the day the clock goes back an hour that occurs twice is marked
 * twice; on the day it goes forward the skipped reading has no mark.
 */

import type { Ms, Window } from "@/core/instant";
import { DAY, HOUR, MINUTE, SECOND } from "@/core/instant";
import { startOfDay, zoneOffset } from "@/core/zone";

/** Distances that a clock reader takes for round, in milliseconds. */
const STEPS: readonly number[] = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500],
  ...[1, 2, 5, 10, 15, 30].map((n) => n * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((n) => n * MINUTE),
  ...[1, 2, 3, 6, 12].map((n) => n * HOUR),
  ...[1, 2, 7].map((n) => n * DAY),
];

/** How fine the reading of a mark must be for neighbours to differ. */
export type TickUnit = "millisecond" | "second" | "minute" | "day";

export interface Ticks {
  /** Milliseconds between marks (of the wall clock). */
  readonly step: number;
  readonly unit: TickUnit;
  readonly marks: readonly Ms[];
}

/** A stretch of time during which the zone's offset from UTC does not change. */
interface Run {
  readonly from: Ms;
  readonly to: Ms;
  readonly offset: number;
}

/** The instant in (low, high] from which on the offset is the one of `high`. */
function changeIn(low: Ms, high: Ms, zone: string): Ms {
  const target = zoneOffset(high, zone);
  let [before, after] = [low, high];
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (zoneOffset(middle, zone) === target) {
      after = middle;
    } else {
      before = middle;
    }
  }
  return after;
}

/** The window cut where the zone's offset changes. Zones change at most once a day. */
export function offsetRuns(window: Window, zone: string): readonly Run[] {
  const runs: Run[] = [];
  let from = window.from;
  let offset = zoneOffset(from, zone);
  for (let at = from; at < window.to;) {
    const next = Math.min(window.to, at + DAY);
    const following = zoneOffset(next, zone);
    if (following !== offset) {
      const change = changeIn(at, next, zone);
      runs.push({ from, to: change, offset });
      [from, offset] = [change, following];
    }
    at = next;
  }
  runs.push({ from, to: window.to, offset });
  return runs.filter((run) => run.to > run.from);
}

function unitOf(step: number): TickUnit {
  if (step >= DAY) {
    return "day";
  }
  if (step >= MINUTE) {
    return "minute";
  }
  return step >= SECOND ? "second" : "millisecond";
}

/** Instants in the window at which a day of the site begins. */
export function dayStarts(window: Window, zone: string): readonly Ms[] {
  const found: Ms[] = [];
  const first = startOfDay(window.from, zone);
  for (let day = first >= window.from ? 0 : 1; ; day += 1) {
    const at = startOfDay(first, zone, day);
    if (at >= window.to) {
      return found;
    }
    found.push(at);
  }
}

/** Days of the site counted from 1 January 1970, a Thursday. */
const dayNumber = (start: Ms, zone: string): number => Math.round((start + zoneOffset(start, zone)) / DAY);

/** Every `step` (whole days) from a Monday on, so that marks stay where they are while the window moves. */
const onStep = (at: Ms, step: number, zone: string): boolean => (dayNumber(at, zone) + 3) % (step / DAY) === 0;

/** Marks of the finest round step whose labels of `gap` pixels still fit into `width` pixels. */
export function timeTicks(window: Window, width: number, gap: number, zone: string): Ticks {
  const perMs = width / (window.to - window.from);
  const step = STEPS.find((candidate) => candidate * perMs >= gap) ?? 7 * DAY;
  const unit = unitOf(step);
  if (unit === "day") {
    return { step, unit, marks: dayStarts(window, zone).filter((at) => onStep(at, step, zone)) };
  }
  const marks: Ms[] = [];
  for (const run of offsetRuns(window, zone)) {
    const first = Math.ceil((run.from + run.offset) / step) * step - run.offset;
    for (let at = first; at < run.to; at += step) {
      const last = marks.at(-1);
      // Only where the clock was put back can two marks come closer than a step.
      if (last === undefined || (at - last) * perMs >= gap * 0.75) {
        marks.push(at);
      }
    }
  }
  return { step, unit, marks };
}
