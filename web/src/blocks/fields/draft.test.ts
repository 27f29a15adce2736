/** Settings while they are typed. */

import { describe, expect, it } from "vitest";

import { FIELDS, field } from "@/test/sources";
import type { Draft } from "./draft";
import { collect, draftOf, fieldOf, secretsIn } from "./draft";

const SETTINGS = { url: "http://a:1", password: { secret: true, set: true }, interval_ms: 500 };

describe("a draft", () => {
  it("shows what is set, else what holds by itself, and never a secret", () => {
    expect(draftOf(FIELDS, SETTINGS)).toEqual({ url: "http://a:1", interval_ms: "500", tls: "verify" });
    expect(draftOf(FIELDS, {})).toEqual({ url: "", interval_ms: "250", tls: "verify" });
    expect([...secretsIn(SETTINGS)]).toEqual(["password"]);
    expect([...secretsIn({ password: { secret: true, set: false } })]).toEqual([]);
  });

  it("leaves out what is as usual, and a secret that was not touched", () => {
    expect(collect(FIELDS, draftOf(FIELDS, SETTINGS), secretsIn(SETTINGS))).toEqual({
      settings: { url: "http://a:1", interval_ms: 500 },
      wrong: {},
    });
  });

  it("sends a new secret, and nothing in its place where it is to go", () => {
    const draft = draftOf(FIELDS, SETTINGS);
    const kept = secretsIn(SETTINGS);
    expect(collect(FIELDS, { ...draft, password: "geheim" }, kept).settings).toMatchObject({ password: "geheim" });
    expect(collect(FIELDS, { ...draft, password: "" }, kept).settings).toMatchObject({ password: null });
  });

  it("keeps a list of secrets that was not touched although it is compulsory", () => {
    const fields = [field("tokens", { type: "list", required: true, secret: true })];
    const settings = { tokens: [{ secret: true, set: true }] };
    const draft = draftOf(fields, settings);
    expect(collect(fields, draft, secretsIn(settings))).toEqual({ settings: {}, wrong: {} });
    expect(collect(fields, { tokens: "one two,three" }, secretsIn(settings)).settings).toEqual({
      tokens: ["one", "two", "three"],
    });
    expect(collect(fields, draft).wrong).toEqual({ tokens: { code: "required", limit: null } });
  });

  it.each([
    [{ url: "  " }, { url: { code: "required", limit: null } }],
    [{ interval_ms: "fast" }, { interval_ms: { code: "integer", limit: null } }],
    [{ interval_ms: "1,5" }, { interval_ms: { code: "integer", limit: null } }],
    [{ interval_ms: "-1" }, { interval_ms: { code: "minimum", limit: 0 } }],
    [{ interval_ms: "60 001" }, { interval_ms: { code: "maximum", limit: 60_000 } }],
  ])("says what is wrong with %j", (typed, wrong) => {
    expect(collect(FIELDS, { ...draftOf(FIELDS, SETTINGS), ...typed }).wrong).toEqual(wrong);
  });

  it("reads numbers with a comma, lists by line, tables as rows or JSON", () => {
    const fields = [
      field("factor", { type: "number" }),
      field("topics", { type: "list", default: [] }),
      field("words", { type: "map", default: {} }),
      field("free", { type: "table" }),
      field("signals", {
        type: "table",
        default: [],
        columns: [field("key", { required: true }), field("scale", { type: "number", default: 1 })],
      }),
    ];
    const draft: Draft = {
      ...draftOf(fields, {}),
      factor: "0,5",
      topics: " a/b \n\nc",
      words: "1 = ACTIVE\n0=",
      free: '{"1": "m"}',
    };
    expect(draft.signals).toEqual([]);
    expect(collect(fields, { ...draft, signals: [{ key: "x", scale: "1" }] })).toEqual({
      settings: {
        factor: 0.5,
        topics: ["a/b", "c"],
        words: { "0": "", "1": "ACTIVE" },
        free: { "1": "m" },
        signals: [{ key: "x" }],
      },
      wrong: {},
    });
    expect(collect(fields, { ...draft, words: "nonsense", free: "{", signals: [{ key: "" }] }).wrong).toEqual({
      words: { code: "map", limit: null },
      free: { code: "json", limit: null },
      signals: { code: "json", limit: null },
    });
  });
});

it("finds the field that a refusal names", () => {
  expect(fieldOf({ field: "signals.3.type" })).toBe("signals");
  expect(fieldOf({ field: "settings.url" })).toBe("url");
  expect(fieldOf({ reason: "x" })).toBeNull();
});
