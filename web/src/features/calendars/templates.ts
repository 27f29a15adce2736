/** Calendars to begin with. */

import type { CalendarDoc, ShiftDoc, Turn } from "@/api";
import { MONDAY, lengthBetween } from "./draft";

export const TEMPLATES = ["one", "two", "three", "teams"] as const;
export type Template = (typeof TEMPLATES)[number];

/** How an address names a template: no code of a calendar begins so. */
export const MARK = "+";

export function templateOf(text: string): Template | undefined {
  return text.startsWith(MARK) ? TEMPLATES.find((template) => template === text.slice(MARK.length)) : undefined;
}

function shift(
  code: string,
  en: string,
  ru: string,
  start: string,
  end: string,
  pause: string,
  rest: number,
): ShiftDoc {
  return {
    code,
    title: { en, ru },
    start,
    minutes: lengthBetween(start, end),
    attendance: "manned",
    breaks: [{ start: pause, minutes: rest, title: { en: "Break", ru: "Перерыв" } }],
  };
}

const SHIFTS: Readonly<Record<Template, readonly ShiftDoc[]>> = {
  one: [shift("day", "Day", "Дневная", "08:00", "17:00", "12:00", 60)],
  two: [
    shift("first", "First", "Первая", "07:00", "15:30", "11:00", 30),
    shift("second", "Second", "Вторая", "15:30", "00:00", "19:30", 30),
  ],
  three: [
    shift("first", "First", "Первая", "06:00", "14:00", "10:00", 30),
    shift("second", "Second", "Вторая", "14:00", "22:00", "18:00", 30),
    shift("third", "Third", "Третья", "22:00", "06:00", "02:00", 30),
  ],
  teams: [
    shift("day", "Day", "Дневная", "08:00", "20:00", "12:00", 45),
    shift("night", "Night", "Ночная", "20:00", "08:00", "00:30", 45),
  ],
};

const TITLES: Readonly<Record<Template, { en: string; ru: string }>> = {
  one: { en: "One shift, 5/2", ru: "Одна смена, 5/2" },
  two: { en: "Two shifts, 5/2", ru: "Две смены, 5/2" },
  three: { en: "Three shifts, 5/2", ru: "Три смены, 5/2" },
  teams: { en: "Day and night, four teams 2×2", ru: "День и ночь, четыре бригады 2×2" },
};

/** Two days of day shift, two off, two nights, two off; each team two days after the one before it. */
function teamDays(): Turn[][] {
  const rounds = [
    ["A", "C"],
    ["B", "D"],
    ["C", "A"],
    ["D", "B"],
  ] as const;
  return rounds.flatMap(([day, night]) =>
    [0, 1].map(() => [
      { shift: "day", team: day },
      { shift: "night", team: night },
    ]),
  );
}

/** The calendar a template begins with; `country`: whose production calendar applies, for working weeks. */
export function fromTemplate(template: Template, country: string): CalendarDoc {
  const shifts = [...SHIFTS[template]];
  const week = Array.from({ length: 7 }, (_, day) =>
    day < 5 ? shifts.map(({ code }): Turn => ({ shift: code, team: "" })) : [],
  );
  return {
    code: template === "teams" ? "teams-2x2" : `${template}-shift${template === "one" ? "" : "s"}`,
    title: TITLES[template],
    zone: "",
    country: template === "teams" ? "" : country,
    overlap: "forbidden",
    shifts,
    patterns: [
      {
        code: "main",
        title: template === "teams" ? { en: "2×2", ru: "2×2" } : { en: "Working week", ru: "Рабочая неделя" },
        anchor: MONDAY,
        days: template === "teams" ? teamDays() : week,
        first: null,
        last: null,
        season: null,
      },
    ],
    exceptions: [],
    effective_from: null,
    version: 0,
  };
}

/** Whose production calendar a plant is likely to keep, by its zone. */
export function likelyCountry(zone: string, language: string): string {
  if (zone === "Europe/Minsk") {
    return "BY";
  }
  return language === "ru" ? "RU" : "";
}
