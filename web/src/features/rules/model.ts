/** The list of rules while it is edited: the order is what decides. Pure. */

import type { Rule } from "@/api/reasons";

export const COVERS = ["while", "rest", "whole"] as const;

/** What can be put in force: without what only the server says. */
export function fieldsOf(rule: Rule): Rule {
  const { id, reason, title, covers, minimum, scopes, when } = rule;
  return { id, reason, title, covers, minimum, scopes, when };
}

export function move(all: readonly Rule[], place: number, step: -1 | 1): readonly Rule[] {
  const [own, other] = [all[place], all[place + step]];
  if (own === undefined || other === undefined) {
    return all;
  }
  return all.map((rule) => (rule === own ? other : rule === other ? own : rule));
}

/** A new rule at the end, which gives `reason` in breaks until it is told something else. */
export function add(all: readonly Rule[], reason: string): readonly Rule[] {
  const ids = new Set(all.map(({ id }) => id));
  let number = all.length + 1;
  while (ids.has(`rule-${String(number)}`)) {
    number += 1;
  }
  const rule: Rule = {
    id: `rule-${String(number)}`,
    reason,
    title: { en: "", ru: "" },
    covers: "while",
    minimum: "",
    scopes: [],
    when: { base: ["idle"] },
  };
  return [...all, rule];
}

export interface Changes {
  readonly added: readonly Rule[];
  readonly removed: readonly Rule[];
  readonly changed: readonly Rule[];
  readonly reordered: boolean;
}

export function changesOf(before: readonly Rule[], after: readonly Rule[]): Changes {
  const old = new Map(before.map((rule) => [rule.id, rule]));
  const ids = new Set(after.map(({ id }) => id));
  const order = (all: readonly Rule[], other: ReadonlySet<string>): string =>
    all
      .map(({ id }) => id)
      .filter((id) => other.has(id))
      .join(",");
  return {
    added: after.filter(({ id }) => !old.has(id)),
    removed: before.filter(({ id }) => !ids.has(id)),
    changed: after.filter((rule) => {
      const was = old.get(rule.id);
      return was !== undefined && JSON.stringify(was) !== JSON.stringify(rule);
    }),
    reordered: order(before, ids) !== order(after, new Set(old.keys())),
  };
}

/** The rule in a text that a person wrote, or null where it is none at all; the server looks at the rest. */
export function readRule(text: string): Rule | null {
  try {
    const value: unknown = JSON.parse(text);
    return isRule(value) ? fieldsOf({ ...EMPTY, ...value }) : null;
  } catch {
    return null;
  }
}

const EMPTY = { title: { en: "", ru: "" }, covers: "while", minimum: "", scopes: [] };

function isRule(value: unknown): value is Pick<Rule, "id" | "reason" | "when"> {
  if (typeof value !== "object" || value === null) {
    return false;
  }
  const { id, reason, when } = value as Readonly<Record<string, unknown>>;
  return typeof id === "string" && typeof reason === "string" && typeof when === "object" && when !== null;
}
