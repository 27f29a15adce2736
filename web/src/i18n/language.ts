/** Which language to speak at first, and remembering the choice. */

import type { Language } from "./types";
import { LANGUAGES } from "./types";

/** Where the choice is kept; `public/boot.js` reads the same name before the first paint. */
const STORAGE_KEY = "dispatcher.language";

function isLanguage(text: string | null): text is Language {
  return LANGUAGES.some((language) => language === text);
}

/** The kept choice, else the browser's first language that we speak, else English. */
export function initialLanguage(kept: string | null, preferred: readonly string[]): Language {
  if (isLanguage(kept)) {
    return kept;
  }
  const spoken = preferred.map((tag) => tag.slice(0, 2).toLowerCase()).find(isLanguage);
  return spoken ?? "en";
}

export function keptLanguage(): string | null {
  try {
    return window.localStorage.getItem(STORAGE_KEY);
  } catch {
    return null; // storage refused by the browser's settings: the choice then lives as long as the page
  }
}

export function keepLanguage(language: Language): void {
  try {
    window.localStorage.setItem(STORAGE_KEY, language);
  } catch {
    // as above
  }
}
