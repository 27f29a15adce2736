/** Moments and counts as people give them at a manual workplace. */

import { expect, it } from "vitest";

import { parseInstant } from "@/core/instant";
import { countOf, momentOf } from "./words";

const NOW = parseInstant("2026-11-23T10:00:00Z");
const at = (text: string) => parseInstant(`2026-11-${text}Z`);

it.each([
  [{ kind: "now" }, undefined],
  [{ kind: "ago", minutes: 15 }, at("23T09:45:00")],
  [{ kind: "time", text: "12:30" }, at("23T09:30:00")],
  [{ kind: "time", text: "9.05" }, at("23T06:05:00")],
  [{ kind: "time", text: "23:30" }, at("22T20:30:00")],
  [{ kind: "time", text: "24:00" }, null],
  [{ kind: "time", text: "" }, null],
] as const)("%j in Moscow", (from, expected) => {
  expect(momentOf(from, NOW, "Europe/Moscow")).toBe(expected);
});

it.each([
  ["12", 12],
  ["1 200", 1_200],
  ["0", null],
  ["-3", null],
  ["1,5", null],
  ["", null],
])("%s is %s", (text, expected) => {
  expect(countOf(text)).toBe(expected);
});
