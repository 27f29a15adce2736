/** Words and formats of the screens. */

export { I18nProvider } from "./I18nProvider";
export { InZone } from "./InZone";
export { useI18n } from "./hooks";
export type { I18n } from "./hooks";
export { describeError } from "./describeError";
export { createFormats } from "./format";
export type { Formats } from "./format";
export { createTranslate } from "./translate";
export type { Translate } from "./translate";
export { unitSymbol } from "./units";
export type { Key, Language, PlainKey, PluralKey, TextKey } from "./types";
export { LANGUAGES } from "./types";
