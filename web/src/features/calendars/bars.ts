/** Shifts and occurrences as bars on the band of a day. */

import type { CalendarDoc, ShiftDoc, ShiftOccurrence } from "@/api";
import type { Ms } from "@/core/instant";
import { parseInstant } from "@/core/instant";
import type { Bar } from "./Band";
import { minutesOf } from "./draft";

const DAY_MINUTES = 1440;

/** A shift by its wall times; what goes beyond midnight comes round to the beginning of the band. */
export function barsOfShift(shift: ShiftDoc, place: number, label: string, title: string): Bar[] {
  const start = minutesOf(shift.start) ?? 0;
  const breaks = shift.breaks.map((pause) => {
    const begins = minutesOf(pause.start) ?? 0;
    const from = begins < start ? begins + DAY_MINUTES : begins;
    return { from, to: from + pause.minutes };
  });
  const pieces = [0, DAY_MINUTES].map((day) => piece(start, start + shift.minutes, day, breaks, place, label, title));
  return pieces.filter((bar) => bar.from < bar.to);
}

/** The occurrences that touch a day, cut to it. */
export function barsOfDay(
  day: { readonly from: Ms; readonly to: Ms },
  occurrences: readonly ShiftOccurrence[],
  doc: CalendarDoc,
  describe: (occurrence: ShiftOccurrence) => { readonly label: string; readonly title: string },
): Bar[] {
  const length = day.to - day.from;
  const share = (instant: string): number => (parseInstant(instant) - day.from) / length;
  return occurrences.flatMap((item) => {
    const [from, to] = [Math.max(share(item.start), 0), Math.min(share(item.end), 1)];
    if (from >= to) {
      return [];
    }
    const place = doc.shifts.findIndex((shift) => shift.code === item.shift);
    const breaks = item.breaks
      .map((pause) => ({ from: Math.max(share(pause.start), from), to: Math.min(share(pause.end), to) }))
      .filter((pause) => pause.from < pause.to);
    return [{ key: `${item.shift}${item.team}${item.start}`, from, to, place, ...describe(item), breaks }];
  });
}

function piece(
  start: number,
  end: number,
  day: number,
  breaks: readonly { readonly from: number; readonly to: number }[],
  place: number,
  label: string,
  title: string,
): Bar {
  const share = (minute: number): number => Math.min(Math.max((minute - day) / DAY_MINUTES, 0), 1);
  return {
    key: String(day),
    from: share(start),
    to: share(end),
    place,
    label,
    title,
    breaks: breaks.map(({ from, to }) => ({ from: share(from), to: share(to) })).filter(({ from, to }) => from < to),
  };
}
