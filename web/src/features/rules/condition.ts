/** Conditions of reason rules as the editor holds them: the very form the server reads. Pure. */

export type Condition = Readonly<Record<string, unknown>>;

export const LEAVES = [
  ...(["base", "state", "mode", "program", "alarm", "signal"] as const),
  ...(["stop", "shift_start", "shift_end", "in_break", "no_shift", "clock"] as const),
] as const;
export type LeafKind = (typeof LEAVES)[number];

export const TESTS = [
  ...(["equals", "not_equals", "in", "above", "at_least", "below", "at_most", "between"] as const),
  ...(["changed_within", "level", "unavailable"] as const),
] as const;
export type Test = (typeof TESTS)[number];

const BLANKS: Readonly<Record<LeafKind, Condition>> = {
  base: { base: ["idle"] },
  state: { state: ["idle"] },
  mode: { mode: ["setup"] },
  program: { program: ["*"] },
  alarm: { alarm: { level: ["FAULT"] } },
  signal: { signal: "execution", equals: "" },
  stop: { stop: { longer_than: "micro" } },
  shift_start: { shift_start: "10min" },
  shift_end: { shift_end: "10min" },
  in_break: { in_break: true },
  no_shift: { no_shift: true },
  clock: { clock: ["12:00", "13:00"] },
};

export function blank(kind: LeafKind): Condition {
  return BLANKS[kind];
}

/** What a leaf looks at; null for one this editor does not know: it is then shown as text. */
export function leafKind(leaf: Condition): LeafKind | null {
  return LEAVES.find((kind) => kind in leaf) ?? null;
}

/** A condition as a row of the editor: turned round or not, a group or a leaf. */
export interface Opened {
  readonly negated: boolean;
  readonly join: "all" | "any" | null;
  readonly parts: readonly Condition[];
  readonly leaf: Condition;
}

export function opened(condition: Condition): Opened {
  const inside = condition.not;
  if (isCondition(inside)) {
    const inner = opened(inside);
    return { ...inner, negated: !inner.negated };
  }
  for (const join of ["all", "any"] as const) {
    const parts = condition[join];
    if (Array.isArray(parts)) {
      return { negated: false, join, parts: parts.filter(isCondition), leaf: {} };
    }
  }
  return { negated: false, join: null, parts: [], leaf: condition };
}

export function closed({ negated, join, parts, leaf }: Opened): Condition {
  const inner = join === null ? leaf : { [join]: parts };
  return negated ? { not: inner } : inner;
}

/** A rule's condition always opens as a group, so that more can be added. */
export function asGroup(condition: Condition): Opened {
  const found = opened(condition);
  return found.join !== null && !found.negated ? found : { negated: false, join: "all", parts: [condition], leaf: {} };
}

/** The group as it is written: one part alone needs no group around it. */
export function ungrouped(group: Opened): Condition {
  const [only] = group.parts;
  return only !== undefined && group.parts.length === 1 ? only : closed(group);
}

export function isCondition(value: unknown): value is Condition {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A text or a list of texts, as rules may write either. */
export function texts(value: unknown): string[] {
  const all: readonly unknown[] = Array.isArray(value) ? value : [value];
  return all.filter((one): one is string => typeof one === "string" && one !== "");
}

/** The test of a signal leaf, and what it is tested against. */
export function testOf(leaf: Condition): Test {
  return TESTS.find((test) => test in leaf) ?? "equals";
}

const STARTS: Readonly<Record<Test, unknown>> = {
  equals: "",
  not_equals: "",
  in: [],
  above: 0,
  at_least: 0,
  below: 0,
  at_most: 0,
  between: [0, 1],
  changed_within: "5min",
  level: ["FAULT"],
  unavailable: true,
};

export function withTest(leaf: Condition, test: Test): Condition {
  return { signal: leaf.signal, [test]: STARTS[test] };
}

/** A value typed for a comparison: a number where it is one. */
export function typedValue(text: string): string | number {
  return /^-?\d+(?:[.,]\d+)?$/u.test(text.trim()) ? Number(text.trim().replace(",", ".")) : text;
}
