/** The language and the site's clock, as every screen asks for them. */

import { createContext, useContext } from "react";

import type { Formats } from "./format";
import type { Translate } from "./translate";
import type { Language } from "./types";

export interface I18n {
  readonly language: Language;
  readonly setLanguage: (language: Language) => void;
  readonly t: Translate;
  readonly f: Formats;
  /** Tell which zone the site lives in, once the server has said so. */
  readonly setZone: (zone: string) => void;
}

export const I18nContext = createContext<I18n | null>(null);

export function useI18n(): I18n {
  const value = useContext(I18nContext);
  if (value === null) {
    throw new Error("useI18n is used outside I18nProvider");
  }
  return value;
}
