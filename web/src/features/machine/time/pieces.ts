/** A machine's time as a person corrects it: stretches that mean one thing are one piece. Pure. */

import type { Correction, Origin, Stretch, TimeAccount, TimeLock } from "@/api/corrections";
import type { Ms } from "@/core/instant";
import { SECOND, parseInstant } from "@/core/instant";
import type { TimeClass } from "@/core/reason";

/** Standing, working, or nobody knows. */
export type PieceKind = "stop" | "run" | "dark";

export interface Piece {
  readonly kind: PieceKind;
  readonly from: Ms;
  readonly to: Ms;
  /** Exact to the microsecond, as the server said it. */
  readonly start: string;
  readonly end: string;
  /** It goes on: what is said of it holds until the stop ends. */
  readonly open: boolean;
  readonly reason: string;
  readonly origin: Origin;
  readonly timeClass: TimeClass;
  readonly states: readonly string[];
  readonly program: string;
  readonly stop: string | null;
  readonly corrections: readonly number[];
  /** A person split the stop where it begins. */
  readonly split: boolean;
}

const kindOf = ({ base, stop }: Stretch): PieceKind =>
  stop !== null ? "stop" : base === "running" ? "run" : base === "no_data" ? "dark" : "stop";

const unique = <T>(items: readonly T[]): readonly T[] => [...new Set(items)];

/** Whether two neighbours say the same: a change of state or program inside a stop is no boundary of it. */
const alike = (piece: Piece, next: Stretch): boolean =>
  piece.end === next.start &&
  piece.kind === kindOf(next) &&
  piece.reason === next.reason &&
  piece.origin === next.origin &&
  piece.stop === next.stop &&
  (next.reason !== "" || piece.timeClass === next.time_class);

/** The pieces of an account; `splits` are boundaries that people set. */
export function piecesOf(stretches: readonly Stretch[], splits: ReadonlySet<string>): readonly Piece[] {
  const pieces: Piece[] = [];
  for (const next of stretches) {
    const split = splits.has(next.start);
    const last = pieces.at(-1);
    if (last !== undefined && !split && alike(last, next)) {
      pieces[pieces.length - 1] = {
        ...last,
        to: parseInstant(next.end),
        end: next.end,
        open: next.open,
        states: unique([...last.states, next.state]),
        program: next.program || last.program,
        corrections: unique([...last.corrections, ...next.corrections]),
      };
    } else {
      pieces.push({
        kind: kindOf(next),
        from: parseInstant(next.start),
        to: parseInstant(next.end),
        start: next.start,
        end: next.end,
        open: next.open,
        reason: next.reason,
        origin: next.origin,
        timeClass: next.time_class,
        states: [next.state],
        program: next.program,
        stop: next.stop,
        corrections: next.corrections,
        split,
      });
    }
  }
  return pieces;
}

/** Boundaries that hold: splits of the log that no undo, merge or reset took away since. */
export function splitsOf(log: readonly Correction[]): ReadonlySet<string> {
  const splits = new Set<string>();
  for (const line of log.toSorted((a, b) => a.id - b.id)) {
    if (line.undone) {
      continue;
    }
    if (line.kind === "split") {
      splits.add(line.start);
    } else if (line.kind === "merge" || line.kind === "reset") {
      // Texts of one form compare like the instants they write.
      for (const split of splits) {
        if (split > line.start && (line.end === null || split < line.end)) {
          splits.delete(split);
        }
      }
    }
  }
  return splits;
}

/** The acceptance that closes a piece to corrections, if one does. */
export function lockOf(piece: Piece, account: Pick<TimeAccount, "locks">): TimeLock | undefined {
  return account.locks.find(({ start, end }) => start < piece.end && piece.start < end);
}

/** What can be done with a piece besides giving it a reason. */
export interface Ways {
  /** Where the unexplained time right before it begins, that its reason could take over. */
  readonly backDate: boolean;
  /** The start of the neighbour it was split from. */
  readonly mergeFrom: string | null;
  readonly reset: boolean;
}

export function waysOf(pieces: readonly Piece[], piece: Piece): Ways {
  const before = pieces[pieces.indexOf(piece) - 1];
  const touches = before?.end === piece.start && before.kind === "stop";
  return {
    backDate: piece.kind === "stop" && piece.reason !== "" && touches && before.reason === "",
    mergeFrom: piece.split && touches ? before.start : null,
    reset: piece.corrections.length > 0 || piece.split,
  };
}

/** Stops a person may want to explain, or to correct. */
export const isListed = ({ kind, timeClass, reason }: Piece): boolean =>
  kind === "stop" && (reason !== "" || timeClass === "unexplained" || timeClass === "micro");

/** The whole second nearest to a share of the piece, strictly inside it; null where no whole second is. */
export function secondInside({ from, to }: Pick<Piece, "from" | "to">, at: Ms): Ms | null {
  const first = Math.floor(from / SECOND) * SECOND + SECOND;
  const last = Math.ceil(to / SECOND) * SECOND - SECOND;
  return first > last ? null : Math.min(last, Math.max(first, Math.round(at / SECOND) * SECOND));
}
