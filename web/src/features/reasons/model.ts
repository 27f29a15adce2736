/** The tree of reasons as it is edited: a list whose order is the order of the screen. Pure. */

import type { Reason } from "@/api/reasons";
import { SHAPES } from "@/core/state";
import { matches } from "@/core/text";
import type { Language } from "@/i18n";

export const KINDS = ["unplanned", "failure", "changeover", "planned", "preventive", "not_scheduled"] as const;
export type Kind = (typeof KINDS)[number];

/** What can be put in force: without what only the server says. */
export function fieldsOf(reason: Reason): Reason {
  const { code, parent, words, kind, color, shape, scopes, active } = reason;
  const { against_running, against_person, carry_hours, hint } = reason;
  return {
    code,
    parent,
    words,
    kind,
    color,
    shape,
    scopes,
    active,
    against_running,
    against_person,
    carry_hours,
    hint,
  };
}

export interface Row {
  readonly reason: Reason;
  readonly depth: number;
  readonly group: boolean;
  /** Switched on, and everything above it too. */
  readonly active: boolean;
}

/** As the tree reads from top to bottom. What stands under a missing group, or in a circle, stands at the top. */
export function rowsOf(all: readonly Reason[]): readonly Row[] {
  const below = new Map<string, Reason[]>();
  const codes = new Set(all.map(({ code }) => code));
  for (const reason of all) {
    const parent = codes.has(reason.parent) && reason.parent !== reason.code ? reason.parent : "";
    below.set(parent, [...(below.get(parent) ?? []), reason]);
  }
  const rows: Row[] = [];
  const seen = new Set<Reason>();
  const walk = (parent: string, depth: number, active: boolean): void => {
    for (const reason of below.get(parent) ?? []) {
      if (!seen.has(reason)) {
        seen.add(reason);
        const on = active && reason.active;
        rows.push({ reason, depth, group: (below.get(reason.code) ?? []).length > 0, active: on });
        walk(reason.code, depth + 1, on);
      }
    }
  };
  walk("", 0, true);
  for (const reason of all) {
    if (!seen.has(reason)) {
      rows.push({ reason, depth: 0, group: false, active: reason.active });
    }
  }
  return rows;
}

/** Rows that a search finds, with the groups they stand in. */
export function found(rows: readonly Row[], query: string, language: Language): readonly Row[] {
  if (query.trim() === "") {
    return rows;
  }
  const hit = (row: Row): boolean =>
    matches(`${row.reason.words[language]} ${row.reason.code} ${row.reason.hint[language]}`, query);
  return rows.filter((row, place) => {
    const end = rows.findIndex((other, at) => at > place && other.depth <= row.depth);
    return hit(row) || rows.slice(place + 1, end < 0 ? undefined : end).some(hit);
  });
}

/** The codes that stand below a reason, itself included. */
export function branchOf(all: readonly Reason[], code: string): ReadonlySet<string> {
  const branch = new Set([code]);
  for (let grown = true; grown;) {
    grown = false;
    for (const reason of all) {
      if (branch.has(reason.parent) && !branch.has(reason.code)) {
        branch.add(reason.code);
        grown = true;
      }
    }
  }
  return branch;
}

/** The reason that stands next to `code` under the same group, `step` -1 before it, 1 after it. */
function neighbour(all: readonly Reason[], code: string, step: -1 | 1): Reason | undefined {
  const own = all.find((reason) => reason.code === code);
  const siblings = all.filter((reason) => reason.parent === own?.parent);
  return siblings[siblings.findIndex((reason) => reason.code === code) + step];
}

export function canMove(all: readonly Reason[], code: string, step: -1 | 1): boolean {
  return neighbour(all, code, step) !== undefined;
}

/** One step up or down among those under the same group. */
export function move(all: readonly Reason[], code: string, step: -1 | 1): readonly Reason[] {
  const other = neighbour(all, code, step);
  const own = all.find((reason) => reason.code === code);
  if (own === undefined || other === undefined) {
    return all;
  }
  return all.map((reason) => (reason === own ? other : reason === other ? own : reason));
}

/** A reason changed; a new code of a group goes along to those in it. */
export function update(all: readonly Reason[], code: string, change: Partial<Reason>): readonly Reason[] {
  const renamed = change.code;
  return all.map((reason) =>
    reason.code === code
      ? { ...reason, ...change }
      : renamed !== undefined && reason.parent === code
        ? { ...reason, parent: renamed }
        : reason,
  );
}

/** A new one at the end of a group ("" = top), in the group's look and kind. */
export function add(
  all: readonly Reason[],
  parent: string,
): { readonly all: readonly Reason[]; readonly code: string } {
  const codes = new Set(all.map(({ code }) => code));
  let number = 1;
  while (codes.has(`new_${String(number)}`)) {
    number += 1;
  }
  const group = all.find((reason) => reason.code === parent);
  const code = `new_${String(number)}`;
  const reason: Reason = {
    code,
    parent,
    words: { en: "", ru: "" },
    kind: group?.kind ?? "unplanned",
    color: group?.color ?? "reason-1",
    shape: freeShape(all, group),
    scopes: [],
    active: true,
    against_running: "signal",
    against_person: "person",
    carry_hours: 48,
    hint: { en: "", ru: "" },
  };
  return { all: [...all, reason], code };
}

/** A shape that nothing else of the group's colour has. */
function freeShape(all: readonly Reason[], group: Reason | undefined): string {
  const color = group?.color ?? "reason-1";
  const taken = new Set(all.filter((reason) => reason.color === color).map(({ shape }) => shape));
  return SHAPES.find((shape) => !taken.has(shape)) ?? "circle";
}

/** Without a reason and all below it. */
export function remove(all: readonly Reason[], code: string): readonly Reason[] {
  const branch = branchOf(all, code);
  return all.filter((reason) => !branch.has(reason.code));
}

export type Wrong =
  | { readonly code: string; readonly what: "code" | "twice" }
  | { readonly code: string; readonly what: "words"; readonly language: Language };

const CODE = /^[^\s,@]{1,64}$/u;

/** The first thing the server would refuse, in the order of the tree; null where there is none. */
export function wrongIn(all: readonly Reason[]): Wrong | null {
  const seen = new Set<string>();
  for (const reason of all) {
    if (!CODE.test(reason.code)) {
      return { code: reason.code, what: "code" };
    }
    if (seen.has(reason.code)) {
      return { code: reason.code, what: "twice" };
    }
    seen.add(reason.code);
    for (const language of ["ru", "en"] as const) {
      if (reason.words[language].trim() === "") {
        return { code: reason.code, what: "words", language };
      }
    }
  }
  return null;
}

export interface Changes {
  readonly added: readonly Reason[];
  readonly removed: readonly Reason[];
  readonly changed: readonly Reason[];
  /** Nothing but the order of some is another. */
  readonly reordered: boolean;
}

export function changesOf(before: readonly Reason[], after: readonly Reason[]): Changes {
  const old = new Map(before.map((reason) => [reason.code, reason]));
  const codes = new Set(after.map(({ code }) => code));
  const kept = (all: readonly Reason[], other: ReadonlySet<string>): string =>
    rowsOf(all)
      .map(({ reason }) => reason.code)
      .filter((code) => other.has(code))
      .join(",");
  return {
    added: after.filter(({ code }) => !old.has(code)),
    removed: before.filter(({ code }) => !codes.has(code)),
    changed: after.filter((reason) => {
      const was = old.get(reason.code);
      return was !== undefined && JSON.stringify(was) !== JSON.stringify(reason);
    }),
    reordered: kept(before, codes) !== kept(after, new Set(old.keys())),
  };
}
