/** Spans of one line of a timeline as columns: what is drawn sixty times a second is not a list of objects. */

import type { Ms, Window } from "@/core/instant";

/**
 * Spans that do not overlap, by start. `ends` is +Infinity for a span that is still open.
 * `kinds` says how each looks (an index into the looks of the line), `items` which source span it was.
 */
export interface SpanColumns {
  readonly length: number;
  readonly starts: Float64Array;
  readonly ends: Float64Array;
  readonly kinds: Uint16Array;
  readonly items: Int32Array;
}

/** One span before it is put into columns. */
export interface RawSpan {
  readonly start: Ms;
  /** null = still open. */
  readonly end: Ms | null;
  readonly kind: number;
}

export const OPEN = Number.POSITIVE_INFINITY;

export const NO_SPANS: SpanColumns = {
  length: 0,
  starts: new Float64Array(),
  ends: new Float64Array(),
  kinds: new Uint16Array(),
  items: new Int32Array(),
};

/** Columns of spans that are in order; `pick` chooses some of them by index. */
export function toColumns(spans: readonly RawSpan[], pick?: readonly number[]): SpanColumns {
  const items = Int32Array.from(pick ?? spans.keys());
  const own = (item: number): RawSpan => spans[item] ?? { start: 0, end: 0, kind: 0 };
  return {
    length: items.length,
    starts: Float64Array.from(items, (item) => own(item).start),
    ends: Float64Array.from(items, (item) => own(item).end ?? OPEN),
    kinds: Uint16Array.from(items, (item) => own(item).kind),
    items,
  };
}

/** First index in [0, length) for which `column[index] > at`, else length. The column ascends. */
export function firstAfter(column: Float64Array, length: number, at: Ms): number {
  let [low, high] = [0, length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((column[middle] ?? OPEN) > at) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return low;
}

/** Indices [first, last) of the spans that touch the window. */
export function visible({ starts, ends, length }: SpanColumns, window: Window): readonly [number, number] {
  const first = firstAfter(ends, length, window.from);
  let last = first;
  let high = length;
  while (last < high) {
    const middle = (last + high) >>> 1;
    if ((starts[middle] ?? OPEN) < window.to) {
      last = middle + 1;
    } else {
      high = middle;
    }
  }
  return [first, last];
}

/** The index of the span at an instant, or -1. */
export function indexAt({ starts, ends, length }: SpanColumns, at: Ms): number {
  const index = firstAfter(ends, length, at);
  return index < length && (starts[index] ?? OPEN) <= at ? index : -1;
}

/**
 * Replace every span whose START lies in [start, end) by `spans`, as the server's live correction says.
 * `spans` are in order; `end` null = without an end. Items are numbered anew.
 */
export function replaceSpans(old: SpanColumns, start: Ms, end: Ms | null, spans: readonly RawSpan[]): SpanColumns {
  const low = firstNotBefore(old.starts, old.length, start);
  const high = end === null ? old.length : firstNotBefore(old.starts, old.length, end);
  const fresh = toColumns(spans);
  const length = low + fresh.length + Math.max(0, old.length - high);
  const joined = <T extends Float64Array | Uint16Array>(made: T, before: T, own: T): T => {
    made.set(before.subarray(0, low), 0);
    made.set(own, low);
    made.set(before.subarray(high, old.length), low + fresh.length);
    return made;
  };
  return {
    length,
    starts: joined(new Float64Array(length), old.starts, fresh.starts),
    ends: joined(new Float64Array(length), old.ends, fresh.ends),
    kinds: joined(new Uint16Array(length), old.kinds, fresh.kinds),
    items: Int32Array.from({ length }, (_, index) => index),
  };
}

function firstNotBefore(column: Float64Array, length: number, at: Ms): number {
  let [low, high] = [0, length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((column[middle] ?? OPEN) < at) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}
