/** Which language to speak: what the browser prefers among those we have. */

import { en, type Texts } from "./en";
import { ru } from "./ru";

export type Language = "en" | "ru";

export const TEXTS: Readonly<Record<Language, Texts>> = { en, ru };

/** The first of the preferred languages (BCP 47 tags, as in `navigator.languages`) that we speak; English otherwise. */
export function pickLanguage(preferred: readonly string[]): Language {
  for (const tag of preferred) {
    const primary = tag.toLowerCase().split("-")[0];
    if (primary === "ru" || primary === "en") return primary;
  }
  return "en";
}
