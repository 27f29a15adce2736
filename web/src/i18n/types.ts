/** How the dictionaries are typed: a missing key or a wrong shape does not compile. */

import type { en } from "./en";

export type Language = "en" | "ru";
export const LANGUAGES: readonly Language[] = ["en", "ru"];

/** Forms of one text by number, chosen with `Intl.PluralRules`; `other` always exists. */
export type PluralForms = Readonly<Partial<Record<Intl.LDMLPluralRule, string>> & { other: string }>;

export type Key = keyof typeof en;
export type PluralKey = { [K in Key]: (typeof en)[K] extends string ? never : K }[Key];
export type TextKey = Exclude<Key, PluralKey>;

/** The dictionary every language must be: all keys of English, text for text, plural for plural. */
export type Dictionary = { readonly [K in Key]: (typeof en)[K] extends string ? string : PluralForms };

/** Names of the `{placeholders}` of a text, taken from the English text itself. */
export type Placeholders<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Placeholders<Rest>
  : never;

type TextOf<K extends Key> = (typeof en)[K] extends string ? (typeof en)[K] : never;

/** Second argument of `t`: required exactly when the text has placeholders. */
export type TextParams<K extends TextKey> = [Placeholders<TextOf<K>>] extends [never]
  ? readonly []
  : readonly [params: Readonly<Record<Placeholders<TextOf<K>>, string | number>>];

/** Keys of texts without placeholders: what tables of pages and columns may name. */
export type PlainKey = { [K in TextKey]: [Placeholders<TextOf<K>>] extends [never] ? K : never }[TextKey];
