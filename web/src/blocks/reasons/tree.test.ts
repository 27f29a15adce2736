/** Reasons as a person chooses from them. */

import { describe, expect, it } from "vitest";

import { choice } from "@/test/time";
import { groupsOf, recentOf } from "./tree";

const ALL = [
  choice("supply", { usable: false, words: { en: "Supply", ru: "Обеспечение" } }),
  choice("no_tool", { parent: "supply", order: 2, words: { en: "No tool", ru: "Нет инструмента" } }),
  choice("no_blank", { parent: "supply", order: 1, words: { en: "No blank", ru: "Нет заготовки" } }),
  choice("deep", { parent: "no_tool", order: 3, usable: false }),
  choice("alone", { order: 4, hint: { en: "whatever else", ru: "всё остальное" } }),
];
const told = (query: string) =>
  groupsOf(ALL, query, "ru").map(({ group, reasons }) => [group?.code ?? null, reasons.map(({ code }) => code)]);

describe("groups of reasons", () => {
  it("hold what may be given, in the order of the tree", () => {
    expect(told("")).toEqual([
      ["supply", ["no_blank", "no_tool"]],
      [null, ["alone"]],
    ]);
  });

  it("are searched by word, group and hint", () => {
    expect(told("инстр")).toEqual([["supply", ["no_tool"]]]);
    expect(told("обесп загот")).toEqual([["supply", ["no_blank"]]]);
    expect(told("все ост")).toEqual([[null, ["alone"]]]);
    expect(told("нет такой")).toEqual([]);
  });

  it("remember those used last, without what may not be given here", () => {
    expect(recentOf(ALL, ["alone", "gone", "deep", "no_tool", "no_blank"], 2).map(({ code }) => code)).toEqual([
      "alone",
      "no_tool",
    ]);
  });
});
