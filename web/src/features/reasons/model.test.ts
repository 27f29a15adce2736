/** The tree of reasons while it is edited. */

import { describe, expect, it } from "vitest";

import type { Reason } from "@/api/reasons";
import { add, branchOf, canMove, changesOf, found, move, remove, rowsOf, update, wrongIn } from "./model";

function reason(code: string, parent = "", more: Partial<Reason> = {}): Reason {
  return {
    code,
    parent,
    words: { en: `word ${code}`, ru: `слово ${code}` },
    kind: "unplanned",
    color: "reason-1",
    shape: "circle",
    scopes: [],
    active: true,
    against_running: "signal",
    against_person: "person",
    carry_hours: 48,
    hint: { en: "", ru: "" },
    ...more,
  };
}

const TREE = [reason("a"), reason("b"), reason("a1", "a"), reason("a2", "a"), reason("b1", "b"), reason("a11", "a1")];
const codes = (all: readonly Reason[]): string =>
  rowsOf(all)
    .map(({ reason: { code } }) => code)
    .join(" ");

describe("the rows", () => {
  it("read from top to bottom, each under its group", () => {
    expect(codes(TREE)).toBe("a a1 a11 a2 b b1");
    expect(rowsOf(TREE).map(({ depth }) => depth)).toEqual([0, 1, 2, 1, 0, 1]);
    expect(rowsOf(TREE).filter(({ group }) => group)).toHaveLength(3);
  });

  it("are switched off with what stands above them", () => {
    const rows = rowsOf(update(TREE, "a", { active: false }));
    expect(rows.filter(({ active }) => active).map(({ reason: { code } }) => code)).toEqual(["b", "b1"]);
  });

  it("show what stands under a missing group or in a circle all the same", () => {
    const odd = [reason("x", "gone"), reason("y", "z"), reason("z", "y"), reason("w", "w")];
    expect(codes(odd).split(" ").toSorted()).toEqual(["w", "x", "y", "z"]);
  });

  it("that a search finds bring their groups along", () => {
    const hit = found(rowsOf(TREE), "WORD a11", "en").map(({ reason: { code } }) => code);
    expect(hit).toEqual(["a", "a1", "a11"]);
    expect(found(rowsOf(TREE), "слово b1", "ru").map(({ reason: { code } }) => code)).toEqual(["b", "b1"]);
    expect(found(rowsOf(TREE), " ", "en")).toHaveLength(6);
  });
});

describe("a change", () => {
  it("moves a reason with all below it among those under the same group", () => {
    expect(codes(move(TREE, "a2", -1))).toBe("a a2 a1 a11 b b1");
    expect(codes(move(TREE, "a", 1))).toBe("b b1 a a1 a11 a2");
    expect(canMove(TREE, "a1", -1)).toBe(false);
    expect(move(TREE, "a1", -1)).toBe(TREE);
  });

  it("of a group's code goes along to those in it", () => {
    expect(codes(update(TREE, "a", { code: "z" }))).toBe("z a1 a11 a2 b b1");
  });

  it("adds a reason that looks like its group and like no other in it", () => {
    const { all, code } = add([reason("a", "", { color: "reason-3", kind: "failure", shape: "star" })], "a");
    expect(all.find((one) => one.code === code)).toMatchObject({ parent: "a", color: "reason-3", kind: "failure" });
    expect(new Set(all.map(({ shape }) => shape)).size).toBe(2);
    expect(add(all, "a").code).not.toBe(code);
  });

  it("removes a group with all below it", () => {
    expect(codes(remove(TREE, "a"))).toBe("b b1");
    expect([...branchOf(TREE, "a")].toSorted()).toEqual(["a", "a1", "a11", "a2"]);
  });

  it("is told apart: added, removed, changed, another order", () => {
    const after = move(update(add(remove(TREE, "b1"), "b").all, "a2", { active: false }), "a2", -1);
    const changes = changesOf(TREE, after);
    expect(changes.added.map(({ code }) => code)).toEqual(["new_1"]);
    expect(changes.removed.map(({ code }) => code)).toEqual(["b1"]);
    expect(changes.changed.map(({ code }) => code)).toEqual(["a2"]);
    expect(changes.reordered).toBe(true);
    expect(changesOf(TREE, TREE)).toEqual({ added: [], removed: [], changed: [], reordered: false });
  });
});

describe("what the server would refuse", () => {
  it.each([
    [update(TREE, "a", { code: "a b" }), { code: "a b", what: "code" }],
    [[...TREE, reason("a")], { code: "a", what: "twice" }],
    [update(TREE, "b", { words: { en: "B", ru: " " } }), { code: "b", what: "words", language: "ru" }],
    [TREE, null],
  ])("is said before it is sent", (all, wrong) => {
    expect(wrongIn(all)).toEqual(wrong);
  });
});
