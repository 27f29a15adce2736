/** An exception in few words. */

import type { DayExceptionDoc, ShiftDoc } from "@/api";
import type { Language, Translate } from "@/i18n";
import { modeOf } from "./draft";

export function describeDay(
  item: DayExceptionDoc,
  shifts: readonly ShiftDoc[],
  t: Translate,
  language: Language,
): string {
  const mode = modeOf(item);
  const names = [...(item.turns ?? []), ...item.add].map(({ shift, team }) =>
    `${shifts.find(({ code }) => code === shift)?.title[language] ?? shift} ${team}`.trim(),
  );
  const what = mode === "like" ? `${t("calendars.exception.like")} ${item.like ?? ""}` : t(`calendars.mode.${mode}`);
  const shorter = item.minus === 0 ? "" : `−${item.minus} ${t("unit.min")}`;
  const note = item.title[language];
  return [what, names.join(", "), shorter, t(`calendars.kind.${item.kind as "other"}`), note]
    .filter((part) => part !== "")
    .join(" · ");
}
