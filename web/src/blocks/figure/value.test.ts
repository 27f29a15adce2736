/** Values in words; what must be doubted. */

import { describe, expect, it } from "vitest";

import { createFormats, createTranslate } from "@/i18n";
import { TRUSTED, figure } from "@/test/figures";
import { describeDoubt, doubtsOf, formatDifference, formatValue, whyNot } from "./value";

const t = createTranslate("en");
const f = createFormats("en", "Europe/Moscow", t);
const plain = (text: string): string => text.replaceAll("\u00a0", " ");

describe("a value", () => {
  it.each([
    [0.4567, "ratio", "45.7%"],
    [1.234, "ratio", "123.4%"],
    [5_400_000_000, "duration", "1 h 30 min"],
    [540_000_000_000, "duration", "150 h"],
    [12.5, "rate", "12.5 per hour"],
    [1204, "count", "1,204"],
  ] as const)("%d as a %s reads %s", (value, unit, text) => {
    expect(plain(formatValue(value, unit, f, t))).toBe(text);
  });

  it("differs by points where it is a share", () => {
    expect(plain(formatDifference(-0.051, "ratio", f, t))).toBe("−5.1 pp");
    expect(plain(formatDifference(60_000_000, "duration", f, t))).toBe("+1 min 00 s");
  });

  it("that is absent always has a reason in words", () => {
    expect(whyNot("no_norm", t)).toBe("Norms are missing for the programs that ran");
    expect(whyNot("a_reason_of_tomorrow", t)).toBe("There is nothing to reckon it from");
    expect(whyNot(null, t)).toBe("There is nothing to reckon it from");
  });
});

describe("doubts", () => {
  it("are none where all was seen and explained", () => {
    expect(doubtsOf(figure("oee"))).toEqual([]);
  });

  it("come with the worst first, each in words", () => {
    const trust = { observed: 0.6, unexplained: 0.05, entered: 0.4, late: 0.3, normed: 0.97, pending: 2 };
    const doubts = doubtsOf({ trust, flags: ["above_one", "inferred_parts"], terms: { IDEAL: 1 } });
    expect(doubts.map(({ kind, serious }) => [kind, serious])).toEqual([
      ["above_one", true],
      ["observed", true],
      ["unexplained", false],
      ["norm", false],
      ["late", false],
      ["inferred_parts", false],
      ["pending", false],
    ]);
    expect(doubts.map((doubt) => describeDoubt(doubt, trust, f, t))).toContain("2 shifts are being reckoned anew");
  });

  it("are not raised by what there is nothing of", () => {
    expect(
      doubtsOf({ trust: { ...TRUSTED, unexplained: null, normed: null, late: null }, flags: [], terms: {} }),
    ).toEqual([]);
    expect(doubtsOf({ trust: { ...TRUSTED, normed: 0.2 }, flags: [], terms: { APT: 1 } })).toEqual([]);
  });
});
