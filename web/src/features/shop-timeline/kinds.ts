/** What the lines show when they show reasons: each reason, and the classes of time that have none. Pure. */

import type { Accounts, Reason, ReasonLookup } from "@/api/figures";
import type { TimeClass } from "@/core/reason";
import { TIME_CLASSES, isTimeClass } from "@/core/reason";

export type Kind =
  { readonly kind: "class"; readonly timeClass: TimeClass } | { readonly kind: "reason"; readonly reason: Reason };

/** Classes that say all by themselves: a reason does not change what such a time was. */
const WITHOUT_REASON: ReadonlySet<TimeClass> = new Set(["production", "extra", "no_data", "dark", "unexplained"]);

export class Kinds {
  /** In the order of their numbers. */
  readonly all: readonly Kind[];
  private readonly byReason: ReadonlyMap<string, number>;

  /** `codes`: reasons that are used, among them such as are not in the tree any more. */
  constructor(reasons: ReasonLookup, codes: readonly string[]) {
    const known = new Map(reasons.all.map((reason) => [reason.code, reason]));
    const gone = codes.flatMap((code) => (code === "" || known.has(code) ? [] : (reasons.get(code) ?? [])));
    const own = [...reasons.all, ...gone];
    this.all = [
      ...TIME_CLASSES.map((timeClass) => ({ kind: "class" as const, timeClass })),
      ...own.map((reason) => ({ kind: "reason" as const, reason })),
    ];
    this.byReason = new Map(own.map(({ code }, index) => [code, TIME_CLASSES.length + index]));
  }

  /** The number of what a stretch shows; a class that nobody knows counts as no data. */
  numberOf(timeClass: string, reason: string): number {
    const known: TimeClass = isTimeClass(timeClass) ? timeClass : "no_data";
    const own = WITHOUT_REASON.has(known) ? undefined : this.byReason.get(reason);
    return own ?? TIME_CLASSES.indexOf(known);
  }
}

/** Codes of the reasons that answers use. */
export const codesIn = (answers: readonly Accounts[]): readonly string[] => [
  ...new Set(answers.flatMap(({ reasons }) => reasons)),
];
