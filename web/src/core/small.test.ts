/** States, searching, back-off. */

import { describe, expect, it } from "vitest";

import { backoffMs } from "./backoff";
import { BASE_STATES, colorVar, isShape, shapeOfBase, urgency } from "./state";
import { baseName, matches } from "./text";

describe("states", () => {
  it("gives every base state its own shape and urgency", () => {
    expect(new Set(BASE_STATES.map(shapeOfBase)).size).toBe(BASE_STATES.length);
    expect(new Set(BASE_STATES.map(urgency)).size).toBe(BASE_STATES.length);
    expect(BASE_STATES.every((base) => isShape(shapeOfBase(base)))).toBe(true);
  });

  it("uses the plant's colour token and falls back to the base state's", () => {
    expect(colorVar("state-warm-up", "running")).toBe("var(--state-warm-up, var(--state-running))");
    expect(colorVar("state_no_data", "no_data")).toBe("var(--state-no-data, var(--state-no-data))");
  });

  it("lets nothing but a token name into the style", () => {
    expect(colorVar("red; background: url(x)", "idle")).toBe("var(--state-idle)");
  });
});

describe("searching", () => {
  it("finds every word in any order, whatever the case, with ё as е", () => {
    expect(matches("Участок Чернёного литья · ОЦ-500", "оц черненого")).toBe(true);
    expect(matches("Mazak QT-250", "mazak 300")).toBe(false);
  });
});

describe("program names", () => {
  it.each([
    ["TNC:\\KORPUS\\K1366.H", "K1366.H"],
    ["/_N_WKS_DIR/_N_KORPUS_WPD/_N_OP1606_MPF", "_N_OP1606_MPF"],
    ["O1234", "O1234"],
    ["O1234 ВАЛ 2/1", "O1234 ВАЛ 2/1"],
    ["//CNC_MEM/USER/PATH1/O1234", "O1234"],
    ["/folder/", "folder"],
    ["//", "//"],
    ["", ""],
  ])("of %j are %j", (path, name) => {
    expect(baseName(path)).toBe(name);
  });
});

describe("back-off", () => {
  it("doubles up to its limit and never waits less than half a step", () => {
    const limits = { firstMs: 500, maxMs: 8_000 };
    expect([0, 1, 2, 3, 4, 5, 50].map((attempt) => backoffMs(attempt, 0, limits))).toEqual([
      250, 500, 1_000, 2_000, 4_000, 4_000, 4_000,
    ]);
    expect(backoffMs(2, 0.5, limits)).toBe(1_500);
  });
});
