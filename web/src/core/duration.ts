/** How long something lasts, cut into the two largest units a reader needs. Pure; words come from i18n. */

import { DAY, HOUR, MINUTE, SECOND } from "./instant";

export type DurationUnit = "d" | "h" | "min" | "s";

/** One unit of a duration: its whole value and whether it is padded to two digits. */
export interface DurationPart {
  readonly value: number;
  readonly unit: DurationUnit;
  readonly padded: boolean;
}

/**
 * Split a duration in milliseconds into at most `depth` neighbouring units, the larger first.
 *
 * Always cut down, never rounded up: a machine that has stood for 59.9 s has stood for 59 s.
 * A negative duration (a clock ahead of ours) reads as zero.
 */
export function splitDuration(ms: number, depth: 1 | 2 = 2): readonly DurationPart[] {
  const whole = Math.max(0, Math.floor(ms / SECOND) * SECOND);
  const days = Math.floor(whole / DAY);
  const hours = Math.floor((whole % DAY) / HOUR);
  const minutes = Math.floor((whole % HOUR) / MINUTE);
  const seconds = Math.floor((whole % MINUTE) / SECOND);
  const parts: DurationPart[] = [
    { value: days, unit: "d", padded: false },
    { value: hours, unit: "h", padded: false },
    { value: minutes, unit: "min", padded: false },
    { value: seconds, unit: "s", padded: false },
  ];
  const first = parts.findIndex((part) => part.value > 0);
  if (first < 0) {
    return [{ value: 0, unit: "s", padded: false }];
  }
  return parts
    .slice(first, first + depth)
    .map((part, index) => (index > 0 ? { ...part, padded: part.unit !== "h" } : part));
}

/** The same with hours as the largest unit; a hundred hours and more without minutes. */
export function splitHours(ms: number): readonly DurationPart[] {
  if (ms < DAY) {
    return splitDuration(ms);
  }
  const hours = Math.floor(ms / HOUR);
  const minutes = Math.floor((ms % HOUR) / MINUTE);
  const whole: DurationPart = { value: hours, unit: "h", padded: false };
  return hours >= 100 ? [whole] : [whole, { value: minutes, unit: "min", padded: true }];
}
