/**
 * A signal's observations as something to draw. Pure.
 *
 * Nothing is drawn where nothing is known: an UNAVAILABLE, a stretch without coverage or a loss breaks the
 * line, and the line begins again with the next value. A value holds until the next one comes; a sample
 * is joined to its neighbour by a straight line only where the two came at the signal's own rhythm.
 */

import type { ObservationsOut, WireValue } from "@/api/types";
import type { Ms, Window } from "@/core/instant";
import { SECOND, parseInstant } from "@/core/instant";
import { OPEN } from "./columns";

/** `step`: a value holds until the next. `line`: neighbours at the usual distance are joined straight. */
export type Manner = "step" | "line";

/** Vertices by time; a NaN value lifts the pen. Bands: extremes of stretches that hold more than is drawn. */
export interface NumberTrace {
  readonly kind: "number";
  readonly at: Float64Array;
  readonly value: Float64Array;
  readonly bands: readonly Band[];
}

export interface Band {
  readonly from: Ms;
  readonly to: Ms;
  readonly min: number;
  readonly max: number;
}

/** A value that held for a while. `many`: the stretch holds so many changes that none can be named. */
export interface TextSpan {
  readonly start: Ms;
  readonly end: Ms;
  readonly text: string;
  readonly many: number;
}

export interface TextTrace {
  readonly kind: "text";
  readonly spans: readonly TextSpan[];
}

export type Trace = NumberTrace | TextTrace;

export interface TraceOptions {
  readonly manner: Manner;
  /** Where nothing is known whatever the observations say, by start. */
  readonly gaps: readonly Window[];
}

interface Course extends TraceOptions {
  /** What was asked for ends here; the last value holds so long. (Whoever draws stops at the present.) */
  readonly until: Ms;
}

const NOTHING = Number.NaN;

/** The first gap that begins at or after `at` and before `until`; its start. A gap that holds `at` counts from `at`. */
function gapBetween(gaps: readonly Window[], at: Ms, until: Ms): Ms | null {
  let [low, high] = [0, gaps.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((gaps[middle]?.to ?? OPEN) > at) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  const gap = gaps[low];
  return gap !== undefined && gap.from < until ? Math.max(at, gap.from) : null;
}

/** One reading: a number, or null where the source said it had none. */
interface Reading {
  readonly at: Ms;
  readonly value: number | null;
}

/** The usual distance of neighbouring readings. */
function rhythm(readings: readonly Reading[]): number {
  const distances: number[] = [];
  for (let index = 1; index < readings.length; index += 1) {
    distances.push((readings[index]?.at ?? 0) - (readings[index - 1]?.at ?? 0));
  }
  distances.sort((a, b) => a - b);
  return distances[distances.length >>> 1] ?? 0;
}

/** Neighbours further apart than so many usual distances are not joined: the value held. */
const LONG_SILENCE = 4;

class Pen {
  readonly at: number[] = [];
  readonly value: number[] = [];
  private last: { at: Ms; value: number } | null = null;

  private readonly options: Course;
  private readonly joinWithin: number;

  constructor(options: Course, joinWithin: number) {
    this.options = options;
    this.joinWithin = joinWithin;
  }

  /** Go to a reading; the way there depends on what lies between. */
  to(at: Ms, value: number): void {
    const { last } = this;
    if (last !== null) {
      const gap = gapBetween(this.options.gaps, last.at, at);
      if (gap !== null) {
        this.lift(gap);
      } else if (this.options.manner === "step" || at - last.at > this.joinWithin) {
        this.dot(at, last.value);
      }
    }
    this.dot(at, value);
    this.last = { at, value };
  }

  /** The value is no longer known from `at` on. */
  lift(at: Ms): void {
    if (this.last !== null) {
      const until = gapBetween(this.options.gaps, this.last.at, at) ?? at;
      this.dot(until, this.last.value);
      this.dot(until, NOTHING);
      this.last = null;
    }
  }

  /** Whatever was known is not joined to what comes next; the value is not said to have held. */
  tear(): void {
    if (this.last !== null) {
      this.dot(this.last.at, NOTHING);
      this.last = null;
    }
  }

  private dot(at: Ms, value: number): void {
    this.at.push(at);
    this.value.push(value);
  }
}

type Buckets = Extract<ObservationsOut, { reduced: true }>["buckets"];
type Points = Extract<ObservationsOut, { reduced: false }>["points"];

function drawn(pen: Pen, bands: readonly Band[]): NumberTrace {
  return { kind: "number", at: Float64Array.from(pen.at), value: Float64Array.from(pen.value), bands };
}

function numbersOf(points: Points, options: Course): NumberTrace {
  const readings = points.map(({ at, value }): Reading => {
    const number = typeof value === "number" ? value : null;
    return { at: parseInstant(at), value: number };
  });
  const pen = new Pen(options, Math.max(5 * SECOND, LONG_SILENCE * rhythm(readings)));
  for (const { at, value } of readings) {
    if (value === null) {
      pen.lift(at);
    } else {
      pen.to(at, value);
    }
  }
  pen.lift(options.until);
  return drawn(pen, []);
}

function bucketsOf(buckets: Buckets, window: Window, options: Course): NumberTrace {
  const width = (window.to - window.from) / Math.max(1, buckets.length);
  const pen = new Pen(options, Math.max(5 * SECOND, LONG_SILENCE * width));
  const bands: Band[] = [];
  let torn = false;
  for (const bucket of buckets) {
    const { first, last, min, max } = bucket;
    if (first === null || last === null || min === null || max === null) {
      pen.tear();
      torn = true;
      continue;
    }
    const from = parseInstant(bucket.first_at);
    const to = parseInstant(bucket.last_at);
    if (bucket.unavailable) {
      // Somewhere in here the value was not known: its neighbours are not joined through it.
      pen.tear();
      pen.to(from, first);
      pen.tear();
      pen.to(to, last);
      pen.tear();
    } else {
      pen.to(from, first);
      pen.to(to, last);
    }
    torn = bucket.unavailable;
    bands.push({ from, to, min, max });
  }
  if (!torn) {
    pen.lift(options.until);
  }
  return drawn(pen, bands);
}

function textOf(value: WireValue, name: (value: WireValue) => string): string | null {
  return value === null ? null : name(value);
}

function textsOf(points: Points, options: Course, name: (value: WireValue) => string): TextTrace {
  const spans: TextSpan[] = [];
  for (const [index, point] of points.entries()) {
    const text = textOf(point.value, name);
    const start = parseInstant(point.at);
    const next = points[index + 1];
    const until = next === undefined ? options.until : parseInstant(next.at);
    const end = gapBetween(options.gaps, start, until) ?? until;
    if (text === null || end <= start) {
      continue;
    }
    const before = spans.at(-1);
    if (before?.text === text && before.end === start) {
      spans[spans.length - 1] = { ...before, end };
    } else {
      spans.push({ start, end, text, many: 1 });
    }
  }
  return { kind: "text", spans };
}

function crowdsOf(buckets: Buckets): TextTrace {
  const spans = buckets.map(({ first_at, last_at, count }) => ({
    start: parseInstant(first_at),
    end: parseInstant(last_at),
    text: "",
    many: count,
  }));
  return { kind: "text", spans };
}

/** `name` puts a value that is no number into words. */
export function traceOf(found: ObservationsOut, options: TraceOptions, name: (value: WireValue) => string): Trace {
  const window = { from: parseInstant(found.from), to: parseInstant(found.to) };
  const course = { ...options, until: window.to };
  if (found.reduced) {
    return found.buckets.some(({ first }) => first !== null)
      ? bucketsOf(found.buckets, window, course)
      : crowdsOf(found.buckets);
  }
  return found.points.some(({ value }) => value !== null && typeof value !== "number")
    ? textsOf(found.points, course, name)
    : numbersOf(found.points, course);
}

/** Lowest and highest value that a window shows; null when it shows none. */
export function extremesIn(trace: NumberTrace, window: Window): { low: number; high: number } | null {
  let [low, high] = [OPEN, -OPEN];
  const see = (value: number): void => {
    low = Math.min(low, value);
    high = Math.max(high, value);
  };
  const { at, value } = trace;
  for (let index = 0; index < at.length; index += 1) {
    const own = value[index] ?? NOTHING;
    const next = at[index + 1] ?? at[index] ?? 0;
    if (!Number.isNaN(own) && next >= window.from && (at[index] ?? OPEN) <= window.to) {
      see(own);
    }
  }
  for (const band of trace.bands) {
    if (band.to >= window.from && band.from <= window.to) {
      see(band.min);
      see(band.max);
    }
  }
  return low <= high ? { low, high } : null;
}

/** What a trace says about an instant. */
export type Reached =
  | { readonly kind: "value"; readonly value: number }
  | { readonly kind: "range"; readonly min: number; readonly max: number }
  | { readonly kind: "text"; readonly text: string; readonly many: number };

/** The value in effect at an instant (the last one reported before it), or null where nothing is known. */
export function reachedAt(trace: Trace, at: Ms): Reached | null {
  if (trace.kind === "text") {
    const span = trace.spans.findLast(({ start }) => start <= at);
    return span !== undefined && at <= span.end ? { kind: "text", text: span.text, many: span.many } : null;
  }
  const band = trace.bands.findLast(({ from }) => from <= at);
  if (band !== undefined && at <= band.to && band.min !== band.max) {
    return { kind: "range", min: band.min, max: band.max };
  }
  let [low, high] = [0, trace.at.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((trace.at[middle] ?? OPEN) > at) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  const value = trace.value[low - 1];
  return value === undefined || Number.isNaN(value) || low === trace.at.length ? null : { kind: "value", value };
}
