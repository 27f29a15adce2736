/** Formulas cut into names, and what terms are made of. */

import { describe, expect, it } from "vitest";

import type { TermPart } from "@/api/figures";
import { stretch } from "@/test/figures";
import { figuresIn, piecesOf } from "./formula";
import { madeOf, withoutPrograms } from "./parts";

describe("a formula", () => {
  it("is cut into names and signs, and loses nothing but the spelling of signs", () => {
    expect(piecesOf("(PQ - SQ) / PQ * oee2")).toEqual([
      { text: "(", name: false },
      { text: "PQ", name: true },
      { text: " − ", name: false },
      { text: "SQ", name: true },
      { text: ") ÷ ", name: false },
      { text: "PQ", name: true },
      { text: " × ", name: false },
      { text: "oee2", name: true },
    ]);
    expect(piecesOf("APT / 3600")).toHaveLength(2);
  });

  it("names the figures it is made of once each", () => {
    const codes = new Set(["availability", "oee"]);
    expect(figuresIn("availability * APT + availability", codes)).toEqual(["availability"]);
  });
});

describe("the parts of a term", () => {
  const part = (given: Partial<TermPart>): TermPart => ({
    time_class: "delay",
    state: "idle",
    reason: "no_job",
    program: "",
    amount: 1,
    stretches: 1,
    ...given,
  });

  it("are summed over the programs, the largest first, and counted parts stay apart by program", () => {
    const summed = withoutPrograms([
      part({ program: "O1", amount: 5 }),
      part({ reason: "no_blank", amount: 6 }),
      part({ program: "O2", amount: 4, stretches: 2 }),
    ]);
    expect(summed.map(({ reason, amount, stretches }) => [reason, amount, stretches])).toEqual([
      ["no_job", 9, 3],
      ["no_blank", 6, 1],
    ]);
    const counted = [part({ time_class: "", program: "O1" }), part({ time_class: "", program: "O2" })];
    expect(withoutPrograms(counted)).toHaveLength(2);
  });

  it("are made of the intervals that are like them", () => {
    const stop = stretch("08:00:00", "08:10:00", { time_class: "delay", reason: "no_job", program: "O7" });
    expect(madeOf(stop, part({}))).toBe(true);
    expect(madeOf(stop, part({ reason: "" }))).toBe(false);
    expect(madeOf(stop, part({ time_class: "", program: "O7" }))).toBe(true);
    expect(madeOf(stop, part({ time_class: "", program: "O8" }))).toBe(false);
  });
});
