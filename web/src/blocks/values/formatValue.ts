/** A signal's value as one line of text. */

import type { WireValue } from "@/api";
import type { Formats, Language, Translate } from "@/i18n";
import { unitSymbol } from "@/i18n";

export interface ValueWords {
  readonly t: Translate;
  readonly f: Formats;
  readonly language: Language;
}

const joined = (parts: readonly string[]): string => parts.filter((part) => part !== "").join(" · ");

/** `units` is the MTConnect name of the unit, or null. */
export function formatValue(value: WireValue, units: string | null, { t, f, language }: ValueWords): string {
  const unit = unitSymbol(units, language);
  if (value === null) {
    return t("signals.unavailable");
  }
  if (typeof value === "number") {
    const number = f.measure(value);
    return unit === "" ? number : `${number}\u00a0${unit}`;
  }
  if (typeof value === "string") {
    return value;
  }
  switch (value.kind) {
    case "condition":
      return joined([t.known("level", value.level) ?? value.level, value.native_code, value.message]);
    case "entries": {
      const entries = Object.entries(value.entries);
      const plain = entries.flatMap(([key, entry]) =>
        typeof entry === "string" || typeof entry === "number" ? [`${key}=${entry}`] : [],
      );
      return plain.length > 0 && plain.length === entries.length && entries.length <= 4
        ? plain.join(", ")
        : t.plural("signals.entries", entries.length);
    }
    case "samples": {
      const last = value.samples.at(-1);
      const count = t.plural("signals.samples", value.samples.length);
      return last === undefined ? count : joined([formatValue(last, units, { t, f, language }), count]);
    }
  }
}
