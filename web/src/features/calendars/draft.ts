/** A calendar while it is edited: pure changes of its document. */

import type { CalendarDoc, DayExceptionDoc, PatternDoc, ShiftDoc, Turn } from "@/api";

const DAY_MINUTES = 1440;
/** Longest cycle the server takes. */
export const MOST_DAYS = 366;

/** Minutes after midnight of `HH:MM`; null for what is no time of day. */
export function minutesOf(time: string): number | null {
  const found = /^([01]\d|2[0-3]):([0-5]\d)$/u.exec(time);
  return found === null ? null : Number(found[1]) * 60 + Number(found[2]);
}

/** `HH:MM` of minutes after midnight, of any day. */
export function timeOf(minutes: number): string {
  const inDay = ((minutes % DAY_MINUTES) + DAY_MINUTES) % DAY_MINUTES;
  const pad = (value: number): string => String(value).padStart(2, "0");
  return `${pad(Math.floor(inDay / 60))}:${pad(inDay % 60)}`;
}

/** When a shift ends on the wall. */
export function endOf({ start, minutes }: Pick<ShiftDoc, "start" | "minutes">): string {
  return timeOf((minutesOf(start) ?? 0) + minutes);
}

/** Minutes from one time of day to the next coming of another; the same time is a whole day later. */
export function lengthBetween(start: string, end: string): number {
  const length = (minutesOf(end) ?? 0) - (minutesOf(start) ?? 0);
  return length > 0 ? length : length + DAY_MINUTES;
}

/** Move a shift: its breaks keep their distance from its start. */
export function moveShift(shift: ShiftDoc, start: string): ShiftDoc {
  const by = (minutesOf(start) ?? 0) - (minutesOf(shift.start) ?? 0);
  const breaks = shift.breaks.map((pause) => ({ ...pause, start: timeOf((minutesOf(pause.start) ?? 0) + by) }));
  return { ...shift, start, breaks };
}

const same = (text: string): { en: string; ru: string } => ({ en: text, ru: text });

/** The first code of `prefix1`, `prefix2` … that is free. */
export function freeCode(prefix: string, taken: readonly string[]): string {
  let number = 1;
  while (taken.includes(`${prefix}${number}`)) {
    number += 1;
  }
  return `${prefix}${number}`;
}

/** A new shift: it begins where the last one ends. */
export function addShift(doc: CalendarDoc, title: { en: string; ru: string }): CalendarDoc {
  const last = doc.shifts.at(-1);
  const code = freeCode(
    "shift",
    doc.shifts.map((shift) => shift.code),
  );
  const start = last === undefined ? "08:00" : endOf(last);
  const shift: ShiftDoc = { code, title, start, minutes: 480, attendance: "manned", breaks: [] };
  return { ...doc, shifts: [...doc.shifts, shift] };
}

const turnsOf = (doc: CalendarDoc, change: (turns: Turn[]) => Turn[]): CalendarDoc => ({
  ...doc,
  patterns: doc.patterns.map((pattern) => ({ ...pattern, days: pattern.days.map(change) })),
  exceptions: doc.exceptions.map((item) => ({
    ...item,
    turns: item.turns === null ? null : change(item.turns),
    add: change(item.add),
  })),
});

/** Take a shift out, everywhere it is worked. */
export function removeShift(doc: CalendarDoc, code: string): CalendarDoc {
  const shifts = doc.shifts.filter((shift) => shift.code !== code);
  return turnsOf({ ...doc, shifts }, (turns) => turns.filter((turn) => turn.shift !== code));
}

/** A pattern of one week. */
export function addPattern(doc: CalendarDoc, title: { en: string; ru: string }): CalendarDoc {
  const code = freeCode(
    "pattern",
    doc.patterns.map((pattern) => pattern.code),
  );
  const days = Array.from({ length: 7 }, (): Turn[] => []);
  const pattern: PatternDoc = { code, title, anchor: MONDAY, days, first: null, last: null, season: null };
  return { ...doc, patterns: [...doc.patterns, pattern] };
}

/** A Monday long ago: where weeks are counted from. */
export const MONDAY = "2024-01-01";

/** Longer or shorter; new days work what the cycle would have worked on them. */
export function resizeCycle(pattern: PatternDoc, length: number): PatternDoc {
  const wanted = Math.min(Math.max(length, 1), MOST_DAYS);
  const { days } = pattern;
  return {
    ...pattern,
    days: Array.from({ length: wanted }, (_, day) => days[day] ?? days[day % days.length] ?? []),
  };
}

/** The team of a shift on a day of the cycle: null where it is not worked. */
export function teamAt(pattern: PatternDoc, day: number, shift: string): string | null {
  return pattern.days[day]?.find((turn) => turn.shift === shift)?.team ?? null;
}

/** Next of: not worked, each of the teams in turn (or just worked, without teams), not worked. */
export function cycleTurn(pattern: PatternDoc, day: number, shift: string, teams: readonly string[]): PatternDoc {
  const choices: (string | null)[] = [null, ...(teams.length === 0 ? [""] : teams)];
  const next = choices[(choices.indexOf(teamAt(pattern, day, shift)) + 1) % choices.length] ?? null;
  const days = pattern.days.map((turns, at) => {
    if (at !== day) {
      return turns;
    }
    const others = turns.filter((turn) => turn.shift !== shift);
    return next === null ? others : [...others, { shift, team: next }];
  });
  return { ...pattern, days };
}

/** Every team that has a turn somewhere, in the order of the alphabet. */
export function teamsOf(doc: CalendarDoc): string[] {
  const found = new Set(doc.patterns.flatMap((pattern) => pattern.days.flat()).map((turn) => turn.team));
  found.delete("");
  return [...found].sort((a, b) => a.localeCompare(b));
}

/** Put an exception in the place of the one of its day and scope. */
export function withException(items: readonly DayExceptionDoc[], item: DayExceptionDoc): DayExceptionDoc[] {
  return [...withoutException(items, item.day, item.scope), item].sort((a, b) => a.day.localeCompare(b.day));
}

export function withoutException(items: readonly DayExceptionDoc[], day: string, scope: string): DayExceptionDoc[] {
  return items.filter((item) => item.day !== day || item.scope !== scope);
}

/** What a day may be made to do instead. */
export type DayMode = "none" | "pattern" | "off" | "shifts" | "like";

export function modeOf(item: DayExceptionDoc | undefined): DayMode {
  if (item === undefined) {
    return "none";
  }
  if (item.like !== null) {
    return "like";
  }
  return item.turns === null ? "pattern" : item.turns.length === 0 ? "off" : "shifts";
}

/** An exception of a mode, with the kind that fits it. */
export function exceptionOf(day: string, scope: string, mode: Exclude<DayMode, "none">): DayExceptionDoc {
  const kinds = { pattern: "other", off: "holiday", shifts: "overtime", like: "moved" } as const;
  return {
    day,
    scope,
    kind: kinds[mode],
    title: same(""),
    turns: mode === "off" || mode === "shifts" ? [] : null,
    add: [],
    minus: 0,
    like: mode === "like" ? day : null,
  };
}
