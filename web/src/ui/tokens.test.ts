/** The state colours keep apart for every kind of sight, and stand out from what they lie on. */

import { describe, expect, it } from "vitest";

import { contrast, distance, parseHex } from "@/core/contrast";
import type { Sight } from "@/core/contrast";
import { BASE_STATES, tokenOfBase } from "@/core/state";
import SHEET from "./tokens.css?raw";

function scheme(name: "light" | "dark"): ReadonlyMap<string, string> {
  const start = SHEET.indexOf(`[data-mantine-color-scheme="${name}"] {`);
  const block = SHEET.slice(start, SHEET.indexOf("}", start));
  return new Map([...block.matchAll(/--([a-z-]+):\s*(#[0-9a-f]{6});/giu)].map(([, key = "", hex = ""]) => [key, hex]));
}

function color(tokens: ReadonlyMap<string, string>, name: string) {
  const hex = tokens.get(name);
  expect(hex, name).toBeDefined();
  return parseHex(hex ?? "");
}

const SIGHTS: readonly Sight[] = ["full", "protan", "deutan", "tritan"];
const PAIRS = BASE_STATES.flatMap((one, index) => BASE_STATES.slice(index + 1).map((other) => [one, other] as const));

describe.each(["light", "dark"] as const)("%s scheme", (name) => {
  const tokens = scheme(name);

  it.each(SIGHTS)("tells every two states apart for %s sight", (sight) => {
    const blurred = PAIRS.map(([one, other]) => ({
      pair: `${one}/${other}`,
      apart: distance(color(tokens, tokenOfBase(one)), color(tokens, tokenOfBase(other)), sight),
    })).filter(({ apart }) => apart < 8);
    expect(blurred).toEqual([]);
  });

  it.each(BASE_STATES)("draws the shape of %s readably on its colour", (base) => {
    const token = tokenOfBase(base);
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
