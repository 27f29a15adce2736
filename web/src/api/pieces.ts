/**
 * Large questions cut into pieces that the server answers in one go: it refuses more machine-days than it can hold
 * in hand, and a plant's week is more than that. Pure but for the asking.
 */

import type { Window } from "@/core/instant";
import { DAY } from "@/core/instant";

/** Machines times days of one question. The server takes a thousand; a window that grows meanwhile still fits. */
export const MACHINE_DAYS = 900;

/** More names than this make an address longer than servers take. */
const MOST_MACHINES = 400;

/** Pieces on their way at the same time: the server works on one while the other travels. */
const AT_ONCE = 2;

/** The machines in groups, none of which is more than the server takes over the window. */
export function inPieces(machines: readonly string[], { from, to }: Window): readonly (readonly string[])[] {
  const fitting = Math.floor((MACHINE_DAYS * DAY) / Math.max(1, to - from));
  const most = Math.min(MOST_MACHINES, Math.max(1, fitting));
  const pieces: (readonly string[])[] = [];
  for (let at = 0; at < machines.length; at += most) {
    pieces.push(machines.slice(at, at + most));
  }
  return pieces;
}

/** Ask for every piece, a few at a time; answers come in the order of the pieces. The first failure ends it. */
export async function askEach<P, A>(pieces: readonly P[], ask: (piece: P) => Promise<A>): Promise<readonly A[]> {
  const answers = new Map<number, A>();
  const waiting = pieces.entries();
  const work = async (): Promise<void> => {
    for (const [index, piece] of waiting) {
      answers.set(index, await ask(piece));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return pieces.flatMap((_, index) => {
    const answer = answers.get(index);
    return answer === undefined ? [] : [answer];
  });
}
