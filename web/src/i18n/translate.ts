/** Texts out of dictionaries: placeholders filled, plural form chosen. No React. */

import { en } from "./en";
import { ru } from "./ru";
import type { Dictionary, Key, Language, PluralKey, TextKey, TextParams } from "./types";

const DICTIONARIES: Readonly<Record<Language, Dictionary>> = { en, ru };

const RULES: Readonly<Record<Language, Intl.PluralRules>> = {
  en: new Intl.PluralRules("en"),
  ru: new Intl.PluralRules("ru"),
};

export interface Translate {
  /** The text of `key`; the placeholders are required and checked by the compiler. */
  <K extends TextKey>(key: K, ...params: TextParams<K>): string;
  /** The text of a plural `key` in the form that fits `count`; `shown` replaces the bare number. */
  plural(key: PluralKey, count: number, shown?: string): string;
  /** The text of `prefix.code` where the server's code is known to us, else null. */
  known(prefix: string, code: string): string | null;
  readonly language: Language;
}

export function fill(text: string, params: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{(\w+)\}/gu, (whole, name: string) => {
    const value = params[name];
    return value === undefined ? whole : String(value);
  });
}

export function createTranslate(language: Language): Translate {
  const dictionary = DICTIONARIES[language];
  const text = (key: Key): string => {
    const entry = dictionary[key];
    return typeof entry === "string" ? entry : entry.other;
  };
  const t = <K extends TextKey>(key: K, ...params: TextParams<K>): string => {
    const given = params[0] as Readonly<Record<string, string | number>> | undefined;
    return given === undefined ? text(key) : fill(text(key), given);
  };
  return Object.assign(t, {
    plural(key: PluralKey, count: number, shown?: string): string {
      const forms = dictionary[key];
      const form = forms[RULES[language].select(count)] ?? forms.other;
      return fill(form, { count: shown ?? count });
    },
    known(prefix: string, code: string): string | null {
      const key = `${prefix}.${code}`;
      return Object.hasOwn(dictionary, key) ? text(key as Key) : null;
    },
    language,
  });
}
