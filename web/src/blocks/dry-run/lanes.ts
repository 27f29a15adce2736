/** A machine's time before and after a change as two lines of pieces. Pure. */

import type { ChangedInterval, Said } from "@/api/dry-runs";
import type { Ms } from "@/core/instant";
import { parseInstant } from "@/core/instant";

export interface Piece extends Said {
  readonly from: Ms;
  readonly to: Ms;
}

const same = (a: Said, b: Said): boolean =>
  a.state === b.state && a.reason === b.reason && a.time_class === b.time_class;

/** Pieces in order; neighbours that say the same are one. */
function joined(pieces: readonly Piece[]): readonly Piece[] {
  const found: Piece[] = [];
  for (const piece of pieces) {
    const last = found.at(-1);
    if (last?.to === piece.from && same(last, piece)) {
      found[found.length - 1] = { ...last, to: piece.to };
    } else if (piece.from < piece.to) {
      found.push(piece);
    }
  }
  return found;
}

/** The line as it would be: what is, and the differences in their places. `before` and the intervals are in order. */
export function laid(before: readonly Piece[], intervals: readonly ChangedInterval[]): readonly Piece[] {
  const kept: Piece[] = [];
  const changes = intervals.map(({ start, end, after }) => ({
    from: parseInstant(start),
    to: parseInstant(end),
    after,
  }));
  for (const piece of before) {
    let at = piece.from;
    for (const { from, to } of changes) {
      if (to <= at || from >= piece.to) {
        continue;
      }
      kept.push({ ...piece, from: at, to: Math.max(at, from) });
      at = Math.max(at, to);
    }
    kept.push({ ...piece, from: at, to: Math.max(at, piece.to) });
  }
  const fresh = changes.flatMap(({ from, to, after }) => (after === null ? [] : [{ ...after, from, to }]));
  return joined([...kept, ...fresh].filter(({ from, to }) => from < to).toSorted((a, b) => a.from - b.from));
}

/** What pieces show: states for state rules, else how the time counts. The names stand in the order of their numbers. */
export function kindsOf(pieces: readonly Piece[], by: "state" | "count"): readonly string[] {
  return [...new Set(pieces.map((piece) => kindOf(piece, by)))].toSorted();
}

export function kindOf({ state, reason, time_class }: Said, by: "state" | "count"): string {
  return by === "state" ? state : `${reason}@${time_class}`;
}
