/** Stops that are chosen to be given one reason, and what is sent for them. Pure. */

import type { FillBody, Stop } from "@/api/corrections";

/** A stop is told by its machine and its beginning. */
export const keyOf = ({ machine, start }: Pick<Stop, "machine" | "start">): string => `${machine} ${start}`;

/** What of the chosen stops is without a reason; a piece that lasts has no end yet. */
export function itemsOf(stops: readonly Stop[], chosen: ReadonlySet<string>): FillBody["items"] {
  return stops
    .filter((stop) => chosen.has(keyOf(stop)))
    .flatMap((stop) => {
      const blank = stop.pieces.filter(({ reason }) => reason === "");
      // A stop that has its reasons gets another one as a whole.
      const pieces = blank.length > 0 ? blank : [{ start: stop.start, end: stop.end }];
      return joined(pieces).map(({ start, end }) => ({
        machine: stop.machine,
        start,
        end: stop.open && end === stop.end ? null : end,
      }));
    });
}

interface Piece {
  readonly start: string;
  readonly end: string;
}

/** Pieces that touch are one. */
function joined(pieces: readonly Piece[]): readonly Piece[] {
  const found: Piece[] = [];
  for (const { start, end } of pieces) {
    const last = found.at(-1);
    if (last?.end === start) {
      found[found.length - 1] = { start: last.start, end };
    } else {
      found.push({ start, end });
    }
  }
  return found;
}
