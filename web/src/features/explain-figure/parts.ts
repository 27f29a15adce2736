/** What a term is made of, as people ask for it: kinds of time, whatever ran; parts by program. Pure. */

import type { MachineStretch, TermPart } from "@/api/figures";

/** Kinds of time summed over the programs; what is counted by program stays so. The largest first. */
export function withoutPrograms(parts: readonly TermPart[]): readonly TermPart[] {
  const sums = new Map<string, TermPart>();
  for (const part of parts) {
    const kind = part.time_class === "" ? part : { ...part, program: "" };
    const key = JSON.stringify([kind.time_class, kind.state, kind.reason, kind.program]);
    const before = sums.get(key);
    const summed =
      before === undefined
        ? kind
        : { ...kind, amount: before.amount + kind.amount, stretches: before.stretches + kind.stretches };
    sums.set(key, summed);
  }
  return [...sums.values()].toSorted((a, b) => b.amount - a.amount);
}

export const sameKind = (a: TermPart | null, b: TermPart): boolean =>
  a !== null &&
  a.time_class === b.time_class &&
  a.state === b.state &&
  a.reason === b.reason &&
  a.program === b.program;

/** Is the interval one of those that a part is made of? */
export const madeOf = (stretch: MachineStretch, part: TermPart): boolean =>
  part.time_class === ""
    ? stretch.program === part.program
    : stretch.time_class === part.time_class && stretch.state === part.state && stretch.reason === part.reason;
