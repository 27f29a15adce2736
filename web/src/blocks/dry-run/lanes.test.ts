/** Two lines of a machine: what is, and what would be. */

import { describe, expect, it } from "vitest";

import type { Piece } from "./lanes";
import { kindsOf, laid } from "./lanes";

const said = (state: string, reason = "", time_class = "delay") => ({ state, reason, time_class });
const piece = (from: number, to: number, state: string): Piece => ({ ...said(state), from, to });
const stamp = (ms: number): string => new Date(ms).toISOString();
const change = (from: number, to: number, state: string | null) => ({
  start: stamp(from),
  end: stamp(to),
  before: said("x"),
  after: state === null ? null : said(state),
});

describe("a change laid over a line", () => {
  const before = [piece(0, 100, "idle"), piece(100, 200, "running"), piece(200, 300, "idle")];

  it("cuts what it covers and stands in its place", () => {
    expect(laid(before, [change(50, 120, "off")])).toEqual([
      piece(0, 50, "idle"),
      piece(50, 120, "off"),
      piece(120, 200, "running"),
      piece(200, 300, "idle"),
    ]);
  });

  it("joins what says the same then", () => {
    expect(laid(before, [change(100, 200, "idle")])).toEqual([piece(0, 300, "idle")]);
  });

  it("leaves a hole where nothing would be said, and fills one where something would", () => {
    expect(laid(before, [change(0, 100, null), change(300, 400, "off")])).toEqual([
      piece(100, 200, "running"),
      piece(200, 300, "idle"),
      piece(300, 400, "off"),
    ]);
  });

  it("changes nothing where nothing is told", () => {
    expect(laid(before, [])).toEqual(before);
  });
});

it("knows the kinds by what is shown", () => {
  const pieces = [{ ...piece(0, 1, "idle"), reason: "no_job" }, piece(1, 2, "idle"), piece(2, 3, "alarm")];
  expect(kindsOf(pieces, "state")).toEqual(["alarm", "idle"]);
  expect(kindsOf(pieces, "count")).toEqual(["@delay", "no_job@delay"]);
});
