import { expect, test } from "vitest";
import { pickLanguage } from "./language";

test.each([
  [["ru-RU", "en-US"], "ru"],
  [["de-DE", "RU"], "ru"],
  [["en-GB", "ru"], "en"],
  [["de", "fr-CA"], "en"],
  [[], "en"],
] as const)("of %j we speak %s", (preferred, language) => {
  expect(pickLanguage(preferred)).toBe(language);
});
