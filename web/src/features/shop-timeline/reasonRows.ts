/** Stretches of the account as columns, and the newest of them laid over older ones. Pure. */

import type { Accounts } from "@/api/figures";
import type { SpanColumns } from "@/charts";
import { NO_SPANS, OPEN, toColumns } from "@/charts";
import type { Ms, Window } from "@/core/instant";
import { parseInstant } from "@/core/instant";
import type { Kinds } from "./kinds";
import type { RowSource } from "./rows";

/** Neighbours that show the same become one: a reason that goes on over a break of the state is one bar. */
function columnsOf(answer: Accounts, machine: string, kinds: Kinds): SpanColumns {
  const { reasons, classes } = answer;
  const numbers = new Map<number, number>();
  const numberOf = (reason: number, timeClass: number): number => {
    const key = (reason + 1) * 64 + timeClass;
    let number = numbers.get(key);
    if (number === undefined) {
      number = kinds.numberOf(classes[timeClass] ?? "", reasons[reason] ?? "");
      numbers.set(key, number);
    }
    return number;
  };
  const spans: { start: Ms; end: Ms | null; kind: number }[] = [];
  for (const [start, end, , reason, timeClass] of answer.machines[machine] ?? []) {
    const kind = numberOf(reason, timeClass);
    const last = spans.at(-1);
    if (last?.kind === kind && last.end === start) {
      last.end = end;
    } else {
      spans.push({ start, end, kind });
    }
  }
  return toColumns(spans);
}

/** The first `keep` spans of `base`, none of them longer than to `from`, then `tail`; what goes on over the seam is one. */
export function overlay(base: SpanColumns, tail: SpanColumns, from: Ms): SpanColumns {
  let keep = base.length;
  while (keep > 0 && (base.starts[keep - 1] ?? 0) >= from) {
    keep -= 1;
  }
  if (keep === 0 || tail.length === 0) {
    return tail.length === 0 ? base : tail;
  }
  const last = keep - 1;
  const goesOn =
    base.kinds[last] === tail.kinds[0] && (base.ends[last] ?? 0) >= from && (tail.starts[0] ?? OPEN) <= from;
  const own = goesOn ? 1 : 0;
  const length = keep + tail.length - own;
  const joined = <T extends Float64Array | Uint16Array>(made: T, before: T, after: T): T => {
    made.set(before.subarray(0, keep), 0);
    made.set(after.subarray(own), keep);
    return made;
  };
  const ends = joined(new Float64Array(length), base.ends, tail.ends);
  ends[last] = goesOn
    ? (tail.ends[0] ?? OPEN)
    : Math.min(base.ends[last] ?? from, Math.max(from, tail.starts[0] ?? from));
  return {
    length,
    starts: joined(new Float64Array(length), base.starts, tail.starts),
    ends,
    kinds: joined(new Uint16Array(length), base.kinds, tail.kinds),
    items: Int32Array.from({ length }, (_, index) => index),
  };
}

export class ReasonRows implements RowSource {
  readonly loaded: Window;
  private readonly rows: ReadonlyMap<string, SpanColumns>;

  /** `answers` are pieces of one window; `tail` are newer answers about its end. */
  constructor(answers: readonly Accounts[], tail: readonly Accounts[], kinds: Kinds) {
    const [first] = answers;
    this.loaded =
      first === undefined
        ? { from: 0, to: 0 }
        : { from: parseInstant(first.window.from), to: parseInstant(first.window.to) };
    const rows = new Map<string, SpanColumns>();
    for (const answer of answers) {
      for (const machine of Object.keys(answer.machines)) {
        rows.set(machine, columnsOf(answer, machine, kinds));
      }
    }
    for (const answer of tail) {
      const from = parseInstant(answer.window.from);
      for (const machine of Object.keys(answer.machines)) {
        const base = rows.get(machine) ?? NO_SPANS;
        rows.set(machine, overlay(base, columnsOf(answer, machine, kinds), from));
      }
    }
    this.rows = rows;
  }

  row(machine: string): SpanColumns {
    return this.rows.get(machine) ?? NO_SPANS;
  }

  /** How long each kind lasts in all, by its number; open spans end at `now`. */
  totals(count: number, now: Ms): Float64Array {
    const sums = new Float64Array(count);
    for (const { length, starts, ends, kinds } of this.rows.values()) {
      for (let index = 0; index < length; index += 1) {
        const kind = kinds[index] ?? 0;
        sums[kind] = (sums[kind] ?? 0) + Math.max(0, Math.min(ends[index] ?? 0, now) - (starts[index] ?? 0));
      }
    }
    return sums;
  }
}
