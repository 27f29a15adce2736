/** Entries of a manual workplace in words, and moments as they are chosen. Pure. */

import type { Manual, ManualEntry } from "@/api/manual";
import type { Ms } from "@/core/instant";
import { DAY, MINUTE } from "@/core/instant";
import { startOfDay } from "@/core/zone";
import type { Formats, Translate } from "@/i18n";

/** What an entry says, in one line. */
export function describeEntry(entry: ManualEntry, choices: Manual["choices"], t: Translate, f: Formats): string {
  const { state, program, parts, scrap, comment } = entry;
  return [
    state === null ? "" : (choices.find(({ code }) => code === state)?.text ?? state),
    program === null
      ? ""
      : program === ""
        ? t("manual.entry.no_program")
        : t("manual.entry.program", { name: program }),
    parts === null ? "" : t("manual.entry.parts", { count: f.number(parts) }),
    scrap === null ? "" : t("manual.entry.scrap", { count: f.number(scrap) }),
    comment,
  ]
    .filter((part) => part !== "")
    .join(" · ");
}

/** From when on an entry holds: now, some minutes ago, or a time of day. */
export type From = { readonly kind: "now" } | { readonly kind: "ago"; readonly minutes: number } | TimeOfDay;
interface TimeOfDay {
  readonly kind: "time";
  readonly text: string;
}

export const NOW: From = { kind: "now" };

const TIME = /^(\d{1,2})[:.](\d{2})$/u;

/** The moment that is meant; undefined: now; null: it cannot be read, or is to come. A time after now was yesterday's. */
export function momentOf(from: From, now: Ms, zone: string): Ms | null | undefined {
  if (from.kind === "now") {
    return undefined;
  }
  if (from.kind === "ago") {
    return now - from.minutes * MINUTE;
  }
  const [, hours, minutes] = TIME.exec(from.text.trim()) ?? [];
  if (hours === undefined || minutes === undefined || Number(hours) > 23 || Number(minutes) > 59) {
    return null;
  }
  const today = startOfDay(now, zone) + (Number(hours) * 60 + Number(minutes)) * MINUTE;
  return today <= now ? today : today - DAY;
}

/** A count as it was typed: a whole number from 1 on, else null. */
export function countOf(text: string): number | null {
  const plain = text.replace(/[\s\u00a0]/gu, "");
  return /^\d{1,5}$/u.test(plain) && Number(plain) > 0 ? Number(plain) : null;
}
