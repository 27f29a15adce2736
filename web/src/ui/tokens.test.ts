/** The colours of states, reasons and classes of time keep apart for every kind of sight, and stand out from what they lie on. */

import { describe, expect, it } from "vitest";

import { contrast, distance, parseHex } from "@/core/contrast";
import type { Sight } from "@/core/contrast";
import { REASON_TOKENS, TIME_CLASSES, UNEXPLAINED_TOKEN, tokenOfClass } from "@/core/reason";
import { BASE_STATES, tokenOfBase } from "@/core/state";
import SHEET from "./tokens.css?raw";

function scheme(name: "light" | "dark"): ReadonlyMap<string, string> {
  const start = SHEET.indexOf(`[data-mantine-color-scheme="${name}"] {`);
  const block = SHEET.slice(start, SHEET.indexOf("}", start));
  return new Map(
    [...block.matchAll(/--([a-z0-9-]+):\s*(#[0-9a-f]{6});/giu)].map(([, key = "", hex = ""]) => [key, hex]),
  );
}

function color(tokens: ReadonlyMap<string, string>, name: string) {
  const hex = tokens.get(name);
  expect(hex, name).toBeDefined();
  return parseHex(hex ?? "");
}

const SIGHTS: readonly Sight[] = ["full", "protan", "deutan", "tritan"];

function pairsOf(tokens: readonly string[]): readonly (readonly [string, string])[] {
  return tokens.flatMap((one, index) => tokens.slice(index + 1).map((other) => [one, other] as const));
}

const STATES = BASE_STATES.map(tokenOfBase);
const REASONS = [...REASON_TOKENS, UNEXPLAINED_TOKEN];
const CLASSES = TIME_CLASSES.map(tokenOfClass);

/** Inside and outside a shift nobody knows: both are hatched, only their words tell them apart. */
const ALIKE = "class-no-data/class-dark";

describe.each(["light", "dark"] as const)("%s scheme", (name) => {
  const tokens = scheme(name);

  const blurred = (list: readonly string[], least: number, sight: Sight) =>
    pairsOf(list)
      .map(([one, other]) => ({
        pair: `${one}/${other}`,
        apart: distance(color(tokens, one), color(tokens, other), sight),
      }))
      .filter(({ pair, apart }) => apart < least && pair !== ALIKE);

  it.each(SIGHTS)("tells every two states apart for %s sight", (sight) => {
    expect(blurred(STATES, 8, sight)).toEqual([]);
  });

  it.each(SIGHTS)("tells every two reasons apart for %s sight", (sight) => {
    expect(blurred([...REASONS, "class-production", "state-no-data"], 6, sight)).toEqual([]);
  });

  it.each(SIGHTS)("tells every two classes of time apart for %s sight", (sight) => {
    expect(blurred(CLASSES, 6, sight)).toEqual([]);
  });

  it("shows a stop without a reason against everything it lies on", () => {
    for (const ground of ["surface-page", "surface-panel", "surface-sunken"]) {
      expect(contrast(color(tokens, UNEXPLAINED_TOKEN), color(tokens, ground)), ground).toBeGreaterThanOrEqual(4.5);
    }
  });

  it.each([...STATES, ...REASONS, ...CLASSES])("draws the shape of %s readably on its colour", (token) => {
    expect(contrast(color(tokens, token), color(tokens, `${token}-ink`))).toBeGreaterThanOrEqual(3.5);
  });

  it.each(["text", "text-muted", "accent", "good", "danger", "warning"])(
    "prints %s readably on every surface",
    (ink) => {
      for (const surface of ["surface-page", "surface-panel", "surface-sunken"]) {
        expect(contrast(color(tokens, ink), color(tokens, surface)), surface).toBeGreaterThanOrEqual(4.5);
      }
    },
  );

  it("shows focus and strong lines against the panels", () => {
    for (const ink of ["focus", "line-strong"]) {
      expect(contrast(color(tokens, ink), color(tokens, "surface-panel")), ink).toBeGreaterThanOrEqual(3);
    }
  });
});
