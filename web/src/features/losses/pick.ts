/** Which bar of a chart was chosen, and which intervals stand behind it. Pure. */

import type { Asked, Filters, MachineStretch, TimeRow } from "@/api/figures";
import type { Ms, Window } from "@/core/instant";
import { HOUR, parseInstant } from "@/core/instant";
import type { TimeClass } from "@/core/reason";
import { isTimeClass } from "@/core/reason";
import { localFields, startOfDay } from "@/core/zone";
import { windowOfDays } from "@/blocks/range/range";

/** Time that a plant would rather have produced in: what planned busy time is lost to. */
export const LOST: readonly TimeClass[] = ["failure", "unexplained", "delay", "setup", "micro"];

/** What all intervals behind a bar have in common; what is left out does not matter. */
export interface Pick {
  readonly classes: readonly TimeClass[];
  /** null = any; "" = none given. */
  readonly reason: string | null;
  readonly weekday: number | null;
  readonly hour: number | null;
  readonly day: string | null;
  readonly machine: string | null;
  readonly area: string | null;
}

export const ANY: Pick = { classes: [], reason: null, weekday: null, hour: null, day: null, machine: null, area: null };

export function writePick(pick: Pick): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...pick, classes: pick.classes.join(",") })) {
    if (value !== null && !(name === "classes" && value === "")) {
      search.set(name, String(value));
    }
  }
  return search.toString();
}

export function readPick(text: string | null): Pick | null {
  if (text === null || text === "") {
    return null;
  }
  const search = new URLSearchParams(text);
  const whole = (name: string): number | null => {
    const value = search.get(name);
    return value !== null && /^\d{1,2}$/u.test(value) ? Number(value) : null;
  };
  return {
    classes: (search.get("classes") ?? "").split(",").filter(isTimeClass),
    reason: search.get("reason"),
    weekday: whole("weekday"),
    hour: whole("hour"),
    day: search.get("day"),
    machine: search.get("machine"),
    area: search.get("area"),
  };
}

/** Columns by which times must be asked for to find the machines behind a pick. */
export function columnsOf(pick: Pick): readonly string[] {
  return ["machine", ...(pick.reason === null ? [] : ["reason"]), ...(pick.hour === null ? [] : ["hour", "weekday"])];
}

export interface MachineTime {
  readonly machine: string;
  readonly time: number;
}

/** Machines with time behind the pick, those with most of it first. */
export function machinesOf(rows: readonly TimeRow[], pick: Pick): readonly MachineTime[] {
  const sums = new Map<string, number>();
  for (const { key, time } of rows) {
    const fits =
      (pick.reason === null || key.reason === pick.reason) &&
      (pick.hour === null || Number(key.hour) === pick.hour) &&
      (pick.weekday === null || Number(key.weekday) === pick.weekday);
    const machine = key.machine ?? "";
    if (fits && time > 0) {
      sums.set(machine, (sums.get(machine) ?? 0) + time);
    }
  }
  return [...sums].map(([machine, time]) => ({ machine, time })).toSorted((a, b) => b.time - a.time);
}

/** The part of the plant that a pick is about. */
export const inside = (filters: Filters, { machine, area }: Pick): Filters => ({
  ...filters,
  ...(machine === null ? {} : { machines: [machine] }),
  ...(area === null ? {} : { area }),
});

/** The stretch of time that a pick is about. */
export const during = (asked: Asked, { day }: Pick): Asked => (day === null ? asked : { first: day, last: day });

/** What to read of a machine's account: shifts of whole days reach over midnight at both ends. */
export function accountWindow(asked: Asked, shown: Window, zone: string): Window {
  if (typeof asked === "string" || !("first" in asked)) {
    return shown;
  }
  const { from, to } = windowOfDays(asked, zone);
  return { from: startOfDay(from, zone, -1), to: startOfDay(to, zone, 1) };
}

/** Does any part of [from, to) lie in the hour of the weekday on the wall of the zone? */
function touchesHour({ from, to }: Window, weekday: number | null, hour: number, zone: string): boolean {
  for (let at: Ms = from; at < to;) {
    const { year, month, day, hour: own, minute, second } = localFields(at, zone);
    const ownWeekday = ((new Date(Date.UTC(year, month - 1, day)).getUTCDay() + 6) % 7) + 1;
    if (own === hour && (weekday === null || ownWeekday === weekday)) {
      return true;
    }
    at += HOUR - (minute * 60 + second) * 1_000;
  }
  return false;
}

/** Is this one of the intervals behind the pick? */
export function behind(stretch: MachineStretch, pick: Pick, asked: Asked, filters: Filters, zone: string): boolean {
  const days = typeof asked === "string" || !("first" in asked) ? null : asked;
  return (
    (pick.classes.length === 0 || pick.classes.includes(stretch.time_class)) &&
    (pick.reason === null || stretch.reason === pick.reason) &&
    (days === null || (days.first <= stretch.day && stretch.day <= days.last)) &&
    (filters.shift === "" || stretch.shift === filters.shift) &&
    (filters.team === "" || stretch.team === filters.team) &&
    (filters.program === "" || stretch.program === filters.program) &&
    (pick.hour === null ||
      touchesHour({ from: parseInstant(stretch.start), to: parseInstant(stretch.end) }, pick.weekday, pick.hour, zone))
  );
}
