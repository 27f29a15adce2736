/** Values of reports as text. */

import { describe, expect, it } from "vitest";

import { createFormats, createTranslate } from "@/i18n";
import { atRight, clock, textOf } from "./cell";

const f = createFormats("en", "Europe/Moscow", createTranslate("en"));

describe("a cell", () => {
  it.each([
    [null, "ratio", ""],
    [{ missing: "not available: no norm" }, "ratio", "not available: no norm"],
    [0.8531, "ratio", "85.3%"],
    [12_345, "count", "12,345"],
    [3.256, "number", "3.26"],
    [25_509_500_000, "duration", "7:05:10"],
    ["2026-11-23T21:30:15.999999Z", "instant", "24 Nov, 00:30:15"],
    ["lasts", "instant", "lasts"],
    ["2026-11-23", "date", "2026-11-23"],
  ] as const)("%j as %s is %s", (cell, kind, text) => {
    expect(textOf(cell, kind, f)).toBe(text);
  });

  it("of a time below nothing has a sign", () => {
    expect(clock(-5_400_000_000)).toBe("−1:30:00");
  });

  it("stands at the right where it is a number", () => {
    expect(["text", "instant", "ratio", "duration"].map(atRight)).toEqual([false, false, true, true]);
  });
});
