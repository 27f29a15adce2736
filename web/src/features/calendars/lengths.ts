/** Lengths of the calendar: hours and minutes, no more than is there. */

import type { Translate } from "@/i18n";

export function describeLength(minutes: number, t: Translate): string {
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  const parts = [
    ...(hours > 0 ? [`${hours}\u00a0${t("unit.h")}`] : []),
    ...(rest > 0 || hours === 0 ? [`${rest}\u00a0${t("unit.min")}`] : []),
  ];
  return parts.join(" ");
}
