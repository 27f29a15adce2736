/** From what a refusal says to the line of the text. */

import { describe, expect, it } from "vitest";

import { lineOf } from "./place";

const TEXT = `id = "mill"
version = 2
title = { en = "Mill", ru = "Станок" }

[roles.execution]
select = [{ type = "EXECUTION" }]

[[state]]
id = "run"
gives = "running"
when = { signal = "execution", equals = "ACTIVE" }

[[state]]
id = "rest"
gives = "idle"
when = { signal = "door", equals = "OPEN" }

[cycle]
starts = { signal = "execution", equals = "ACTIVE" }
`;

describe("the place of a refusal", () => {
  it.each([
    ["Expected '=' after a key (at line 5, column 2)", 5],
    ["version", 2],
    ["title.ru", 3],
    ["state[0]", 8],
    ["state[1].when.signal", 16],
    ["state[1].gives", 15],
    ["roles.execution.select[0]", 5],
    ["roles.execution", 5],
    ["cycle.starts", 19],
    ["cycle.completed", 18],
  ])("finds %s", (where, line) => {
    expect(lineOf(TEXT, where)).toBe(line);
  });

  it.each(["state[7].when", "mode[0]", "counter.role", "", "…"])("knows no line for %s", (where) => {
    expect(lineOf(TEXT, where)).toBeNull();
  });

  it("does not count rules of a text that stands on another one", () => {
    expect(lineOf(`extends = "base"\n${TEXT}`, "state[0].when")).toBeNull();
  });
});
