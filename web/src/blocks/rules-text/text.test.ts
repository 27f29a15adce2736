/** Versions and lines of a profile's text. */

import { describe, expect, it } from "vitest";

import { linesChanged, numbered, versionOf } from "./text";

const TEXT = 'id = "mill"\nversion = 3\n# a rule\n';

describe("the version of a text", () => {
  it("is read, and missing where there is none", () => {
    expect(versionOf(TEXT)).toBe(3);
    expect(versionOf('id = "mill"')).toBeNull();
  });

  it("becomes the next one where the text is another and the number is not", () => {
    expect(numbered(`${TEXT}x = 1\n`, TEXT, 7)).toBe('id = "mill"\nversion = 7\n# a rule\nx = 1\n');
  });

  it("stays what a person wrote, and stays where nothing changed", () => {
    expect(numbered(TEXT.replace("3", "9"), TEXT, 7)).toContain("version = 9");
    expect(numbered(TEXT, TEXT, 7)).toBe(TEXT);
  });
});

it("counts lines that stand in one text only", () => {
  expect(linesChanged("a\nb\nb\nc", "b\nc\na\nd\ne")).toEqual({ added: 2, removed: 1 });
  expect(linesChanged("a\nb", "b\na")).toEqual({ added: 0, removed: 0 });
});
