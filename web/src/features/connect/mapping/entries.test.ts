/** Entries of a mapping. */

import { describe, expect, it } from "vitest";

import { mappedKind } from "@/test/setting-up";
import { field } from "@/test/sources";
import type { Target } from "./vocabulary";
import { TARGETS, targetOf } from "./vocabulary";
import { addressColumns, entryFor, liesAt, ownEntry, placeColumn, placed, ready, wrongEntry } from "./entries";

const SIGNALS = mappedKind().settings.at(-1);
const target = (code: string): Target => {
  const found = TARGETS.find((one) => one.code === code);
  if (found === undefined) {
    throw new Error(code);
  }
  return found;
};
const place = (value: string, address = "ns=2;s=Run") => ({
  ...{ address, title: "Run", leaf: true, type: "Boolean", units: "" },
  value,
});

describe("the columns of a protocol", () => {
  it("say where an entry lies; a place fills those it tells", () => {
    expect(addressColumns(SIGNALS).map(({ name }) => name)).toEqual(["node", "sampling_ms"]);
    expect(placeColumn(SIGNALS)).toBe("node");
    expect(placed(SIGNALS, "ns=2;i=5")).toEqual({ node: "ns=2;i=5" });
  });

  it.each([
    [["table", "address"], "holding:12", { table: "holding", address: "12" }],
    [["topic", "path"], "shop/mill#state.power", { topic: "shop/mill", path: "state.power" }],
    [["topic", "path"], "shop/mill", { topic: "shop/mill" }],
  ])("%j take %s", (names, address, expected) => {
    const columns = names.map((name) => field(name, { required: name !== "path" }));
    expect(placed(field("signals", { type: "table", columns }), address)).toEqual(expected);
  });
});

describe("an entry", () => {
  it("of a truth value begins with words, and lies where the place lies", () => {
    const entry = entryFor(target("execution"), [], place("True"), SIGNALS);
    expect(ready([entry], SIGNALS)).toEqual([
      {
        key: "execution",
        name: "Run",
        category: "EVENT",
        type: "EXECUTION",
        values: { "1": "ACTIVE", "0": "READY" },
        node: "ns=2;s=Run",
      },
    ]);
    expect(liesAt(entry, SIGNALS, "ns=2;s=Run")).toBe(true);
    expect(liesAt(entry, SIGNALS, "ns=2;s=Other")).toBe(false);
  });

  it("takes a value that is a word already as it comes, and any other waits for its word", () => {
    expect(entryFor(target("execution"), [], place("ACTIVE"), SIGNALS).words).toEqual([]);
    expect(entryFor(target("execution"), [], place("3"), SIGNALS).words).toEqual([["3", "ACTIVE"]]);
  });

  it("of a number has its scale as it was typed", () => {
    const entry = { ...entryFor(target("spindle"), [], place("1500"), SIGNALS), scale: "0,1", offset: "0" };
    expect(ready([entry], SIGNALS)).toEqual([
      {
        key: "spindle",
        name: "Run",
        category: "SAMPLE",
        type: "ROTARY_VELOCITY",
        sub_type: "ACTUAL",
        units: "REVOLUTION/MINUTE",
        scale: 0.1,
        node: "ns=2;s=Run",
      },
    ]);
    expect(wrongEntry({ ...entry, scale: "much" }, SIGNALS)).toEqual({ scale: { code: "number", limit: null } });
    expect(ready([{ ...entry, scale: "much" }], SIGNALS)).toEqual([]);
  });

  it("without a place is still being made", () => {
    expect(ready([entryFor(target("program"), [], null, SIGNALS)], SIGNALS)).toEqual([]);
  });

  it("gets a key of its own, and a name of its own where it is none of the known signals", () => {
    const first = entryFor(target("execution"), [], place("1"), SIGNALS);
    expect(entryFor(target("execution"), [first], place("1"), SIGNALS).key).toBe("execution-2");
    const own = ownEntry([], { ...place("12,5"), title: "Давление масла", units: "BAR" }, SIGNALS);
    expect(own).toMatchObject({ key: "davlenie-masla", type: "DAVLENIE_MASLA", category: "SAMPLE", units: "BAR" });
    expect(targetOf(own)).toBeUndefined();
    expect(targetOf(first)?.code).toBe("execution");
  });
});
