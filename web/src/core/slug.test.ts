/** Short names. */

import { expect, it } from "vitest";

import { free, slug } from "./slug";

it.each([
  ["Токарный №7", "tokarnyy-7"],
  ["Ёлка, Йод", "elka-yod"],
  ["  VMC 850 / Цех 3 ", "vmc-850-tsekh-3"],
  ["Müller Größe", "muller-gro-e"],
  ["車床", ""],
  ["x".repeat(60), "x".repeat(40)],
])("of %s is %s", (name, expected) => {
  expect(slug(name)).toBe(expected);
});

it("takes a number where it is taken", () => {
  expect(free("mill", new Set())).toBe("mill");
  expect(free("mill", new Set(["mill", "mill-2"]))).toBe("mill-3");
});
