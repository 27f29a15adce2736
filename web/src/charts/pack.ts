/**
 * Spans to runs of pixel columns. Pure; the same buffer is used again for every line and frame.
 *
 * The merge rule. A column of pixels that lies in one span alone shows that span. A column that several
 * spans share shows
 *   1. a prominent one (an alarm) where one of them is, however short it is;
 *   2. else the kind that fills most of the column, summed over its spans;
 *   3. nothing, when nothing is known about the larger part of it.
 * So a span is at least one column wide where it counts, no alarm is ever hidden by its neighbours,
 * and a crowd of short spans shows what prevailed.
 */

import type { Ms, Window } from "@/core/instant";
import type { SpanColumns } from "./columns";
import { visible } from "./columns";

/** Runs of pixel columns [x0, x1) with their kind; only the first `length` entries count. */
export class Runs {
  length = 0;
  x0 = new Int32Array(1024);
  x1 = new Int32Array(1024);
  kind = new Uint16Array(1024);
  /** Index of the span a run shows, or -1 where it shows several. */
  span = new Int32Array(1024);

  clear(): void {
    this.length = 0;
  }

  /** Add [x0, x1); joins the run before when that ends here and looks the same and `join` allows it. */
  add(x0: number, x1: number, kind: number, span: number, join: boolean): void {
    const last = this.length - 1;
    if (join && last >= 0 && this.x1[last] === x0 && this.kind[last] === kind) {
      this.x1[last] = x1;
      if (this.span[last] !== span) {
        this.span[last] = -1;
      }
      return;
    }
    if (this.length === this.x0.length) {
      this.grow();
    }
    this.x0[this.length] = x0;
    this.x1[this.length] = x1;
    this.kind[this.length] = kind;
    this.span[this.length] = span;
    this.length += 1;
  }

  private grow(): void {
    const grown = <T extends Int32Array | Uint16Array>(made: T, old: T): T => {
      made.set(old);
      return made;
    };
    const size = this.x0.length * 2;
    this.x0 = grown(new Int32Array(size), this.x0);
    this.x1 = grown(new Int32Array(size), this.x1);
    this.kind = grown(new Uint16Array(size), this.kind);
    this.span = grown(new Int32Array(size), this.span);
  }
}

export interface PackOptions {
  readonly from: Ms;
  readonly to: Ms;
  /** Pixel columns that the window takes. */
  readonly columns: number;
  /** Open spans end here. */
  readonly now: Ms;
  /** 1 for the kinds that a shared column must show. */
  readonly prominent: Uint8Array;
  /** Join neighbouring spans of one kind into one run (a state), or keep them apart (cycles). */
  readonly join: boolean;
}

const NONE = -1;

/** Appends to `out` the runs of the spans that touch the window. */
export function pack(spans: SpanColumns, options: PackOptions, out: Runs): void {
  const { from, to, columns, now, prominent, join } = options;
  const perMs = columns / (to - from);
  const { starts, ends, kinds } = spans;
  const [first, last] = visible(spans, { from, to });
  const shares = new Float64Array(prominent.length);
  let column = NONE; // the shared column being gathered
  let loud = NONE; // span of a prominent kind in it
  let filled = 0; // how much of it is known
  let biggest = NONE; // span of the largest share in it
  let biggestShare = 0;

  const flush = (): void => {
    if (column === NONE) {
      return;
    }
    if (loud !== NONE) {
      out.add(column, column + 1, kinds[loud] ?? 0, loud, join);
    } else if (filled >= 0.5) {
      let winner = 0;
      for (let kind = 1; kind < shares.length; kind += 1) {
        if ((shares[kind] ?? 0) > (shares[winner] ?? 0)) {
          winner = kind;
        }
      }
      out.add(column, column + 1, winner, kinds[biggest] === winner ? biggest : NONE, join);
    }
    column = NONE;
    loud = NONE;
    filled = 0;
    biggest = NONE;
    biggestShare = 0;
    shares.fill(0);
  };

  const gather = (at: number, span: number, share: number): void => {
    if (at !== column) {
      flush();
      column = at;
    }
    const kind = kinds[span] ?? 0;
    shares[kind] = (shares[kind] ?? 0) + share;
    filled += share;
    if (prominent[kind] === 1) {
      loud = span;
    }
    if (share > biggestShare) {
      biggestShare = share;
      biggest = span;
    }
  };

  for (let span = first; span < last; span += 1) {
    const end = Math.min(ends[span] ?? 0, now, to);
    const a = Math.max(0, ((starts[span] ?? 0) - from) * perMs);
    const b = Math.min(columns, (end - from) * perMs);
    if (b < a || a >= columns) {
      continue;
    }
    const ca = Math.floor(a);
    const cb = Math.min(columns - 1, Math.floor(b));
    if (ca === cb) {
      gather(ca, span, b - a);
      continue;
    }
    let whole = ca;
    if (a > ca || column === ca) {
      gather(ca, span, ca + 1 - a);
      whole = ca + 1;
    }
    flush();
    const until = b === columns ? columns : cb;
    if (until > whole) {
      out.add(whole, until, kinds[span] ?? 0, span, join);
    }
    if (b > until) {
      gather(until, span, b - until);
    }
  }
  flush();
}

/** How many spans begin in each of `bins` equal parts of [from, to). */
export function binned({ starts, length }: SpanColumns, { from, to }: Window, bins: number): Uint32Array {
  const counts = new Uint32Array(bins);
  const perMs = bins / (to - from);
  for (let index = 0; index < length; index += 1) {
    const start = starts[index] ?? 0;
    if (start >= from && start < to) {
      const bin = Math.min(bins - 1, Math.floor((start - from) * perMs));
      counts[bin] = (counts[bin] ?? 0) + 1;
    }
  }
  return counts;
}
