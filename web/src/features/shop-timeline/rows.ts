/** The state lines of all machines as columns, loaded at once and corrected live. */

import type { SpanOut, Timelines } from "@/api/types";
import type { SpanColumns } from "@/charts";
import { NO_SPANS, replaceSpans, toColumns, visible } from "@/charts";
import type { Ms, Window } from "@/core/instant";
import { parseInstant, parseOptional } from "@/core/instant";

/** Lines by machine: what they show, and for which stretch of time it is known. */
export interface RowSource {
  readonly loaded: Window;
  row(machine: string): SpanColumns;
}

/** A correction of one machine's states: the spans that START in [start, end) are replaced. */
export interface Correction {
  readonly machine: string;
  readonly now: string;
  readonly start: string;
  readonly end: string | null;
  readonly spans: readonly SpanOut[];
}

/** How long a correction may overtake an answer that was read before it. */
const OVERTAKES_MS = 30_000;

export class Rows implements RowSource {
  private rows = new Map<string, SpanColumns>();
  private recent: readonly Correction[] = [];
  private covered: Window = { from: 0, to: 0 };
  private readonly listeners = new Set<() => void>();
  private readonly numberOf: (code: string) => number;

  /** `numberOf` gives the number by which a state's code is drawn. */
  constructor(numberOf: (code: string) => number) {
    this.numberOf = numberOf;
  }

  /** What the rows cover. */
  get loaded(): Window {
    return this.covered;
  }

  /** Hear of every answer that is taken. */
  readonly onLoad = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
    };
  };

  row(machine: string): SpanColumns {
    return this.rows.get(machine) ?? NO_SPANS;
  }

  /** Take an answer; corrections of the last moments, which it may not hold yet, are laid over it. */
  load(answer: Timelines): void {
    this.covered = { from: parseInstant(answer.from), to: parseInstant(answer.to) };
    this.rows = new Map(
      answer.machines.map(({ id, spans }) => [
        id,
        toColumns(spans.map(([start, end, code]) => ({ start, end, kind: this.numberOf(code) }))),
      ]),
    );
    for (const correction of this.recent.filter(({ now }) => now >= answer.now)) {
      this.lay(correction);
    }
    for (const listener of [...this.listeners]) {
      listener();
    }
  }

  correct(correction: Correction): void {
    const since = parseInstant(correction.now) - OVERTAKES_MS;
    this.recent = [...this.recent.filter(({ now }) => parseInstant(now) >= since), correction];
    this.lay(correction);
  }

  private lay({ machine, start, end, spans }: Correction): void {
    const fresh = spans.map((span) => ({
      start: parseInstant(span.start),
      end: parseOptional(span.end),
      kind: this.numberOf(span.value),
    }));
    this.rows.set(machine, replaceSpans(this.row(machine), parseInstant(start), parseOptional(end), fresh));
  }
}

/** Milliseconds that a line spends in one of `kinds` within the window, and in any state; open spans end at `now`. */
export function timeIn(
  row: SpanColumns,
  window: Window,
  now: Ms,
  counts: (kind: number) => boolean,
): { readonly counted: number; readonly known: number } {
  const [first, last] = visible(row, window);
  let [counted, known] = [0, 0];
  for (let index = first; index < last; index += 1) {
    const from = Math.max(row.starts[index] ?? 0, window.from);
    const to = Math.min(row.ends[index] ?? 0, window.to, now);
    const length = Math.max(0, to - from);
    known += length;
    counted += counts(row.kinds[index] ?? 0) ? length : 0;
  }
  return { counted, known };
}
