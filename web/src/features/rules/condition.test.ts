/** Conditions in the editor: opened, closed, and said in words. */

import { describe, expect, it } from "vitest";

import { stateLookup } from "@/api";
import type { Rule } from "@/api/reasons";
import { readSpan, writeSpan } from "@/core/span";
import { createTranslate } from "@/i18n";
import type { Condition } from "./condition";
import { LEAVES, asGroup, blank, closed, leafKind, opened, typedValue, ungrouped, withTest } from "./condition";
import { add, changesOf, move, readRule } from "./model";
import { sentence } from "./sentence";

const NESTED: Condition = {
  all: [
    { in_break: true },
    { not: { any: [{ base: ["idle"] }, { not: { stop: { longer_than: "micro" } } }] } },
    { signal: { type: "DOOR_STATE" }, equals: "OPEN" },
  ],
};

describe("a condition", () => {
  it.each([...LEAVES.map(blank), NESTED, { not: { in_break: true } }])("is closed as it was opened", (condition) => {
    expect(closed(opened(condition))).toEqual(condition);
    expect(ungrouped(asGroup(condition))).toEqual(condition);
  });

  it("turned round twice is itself", () => {
    expect(closed(opened({ not: { not: { in_break: true } } }))).toEqual({ in_break: true });
  });

  it("of one part opens as a group and closes without it", () => {
    const group = asGroup({ in_break: true });
    expect(group.join).toBe("all");
    expect(ungrouped({ ...group, parts: [...group.parts, { no_shift: true }] })).toEqual({
      all: [{ in_break: true }, { no_shift: true }],
    });
  });

  it("knows what it looks at", () => {
    expect(LEAVES.map((kind) => leafKind(blank(kind)))).toEqual(LEAVES);
    expect(leafKind({ mood: "bad" })).toBeNull();
  });

  it("takes numbers for numbers and texts for texts", () => {
    expect([typedValue("3,5"), typedValue("-2"), typedValue("OPEN"), typedValue("")]).toEqual([3.5, -2, "OPEN", ""]);
    expect(withTest({ signal: "door", equals: "OPEN" }, "unavailable")).toEqual({ signal: "door", unavailable: true });
  });

  it("is said in words of either language", () => {
    const states = stateLookup([]);
    expect(sentence(NESTED, createTranslate("en"), states)).toBe(
      "Break by the calendar and (not state: idle or not stop longer than a micro-stop) and DOOR_STATE = OPEN",
    );
    expect(sentence({ shift_start: "10min" }, createTranslate("ru"), states)).toBe("первые 10 мин смены");
    expect(sentence({ mood: "bad" }, createTranslate("en"), states)).toBe('{"mood":"bad"}');
  });
});

describe("a duration", () => {
  it("is read in units a person types and written back", () => {
    expect([readSpan("30s"), readSpan("1.5h"), readSpan("500ms"), readSpan("1d"), readSpan("soon")]).toEqual([
      { amount: 30, unit: "s" },
      { amount: 1.5, unit: "h" },
      { amount: 0.5, unit: "s" },
      { amount: 24, unit: "h" },
      null,
    ]);
    expect(writeSpan({ amount: 10, unit: "min" })).toBe("10min");
  });
});

describe("the list of rules", () => {
  const rules = add(add([], "break"), "setup");
  const ids = (all: readonly Rule[]): string => all.map(({ id }) => id).join(" ");

  it("has its order, and each rule a name of its own", () => {
    expect(ids(rules)).toBe("rule-1 rule-2");
    expect(ids(move(rules, 1, -1))).toBe("rule-2 rule-1");
    expect(move(rules, 0, -1)).toBe(rules);
    expect(ids(add(rules.slice(1), "x"))).toBe("rule-2 rule-3");
    expect(changesOf(rules, move(rules, 0, 1)).reordered).toBe(true);
  });

  it("takes a rule written by hand, whole or not at all", () => {
    expect(readRule('{"id":"r","reason":"break","when":{"in_break":true}}')).toEqual({
      id: "r",
      reason: "break",
      title: { en: "", ru: "" },
      covers: "while",
      minimum: "",
      scopes: [],
      when: { in_break: true },
    });
    expect([readRule("{"), readRule("[]"), readRule('{"id":"r"}')]).toEqual([null, null, null]);
  });
});
