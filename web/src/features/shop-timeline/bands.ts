/** Shifts behind the lines: each machine has those of the calendar it works by. Pure. */

import type { MachineSummary } from "@/api/types";
import type { Assignments, Shift } from "@/api/figures";
import type { Window } from "@/core/instant";
import { parseInstant } from "@/core/instant";

/** A shift as it is drawn; neighbours differ in `odd`. */
export interface Band extends Window {
  readonly odd: boolean;
}

/** Shifts of each calendar by start; overlapping ones lie over each other. */
export function bandsOf(shifts: readonly Shift[]): ReadonlyMap<string, readonly Band[]> {
  const byCalendar = new Map<string, Band[]>();
  for (const { calendar, start, end } of shifts.toSorted((a, b) => a.start.localeCompare(b.start))) {
    const bands = byCalendar.get(calendar) ?? [];
    bands.push({ from: parseInstant(start), to: parseInstant(end), odd: bands.length % 2 === 1 });
    byCalendar.set(calendar, bands);
  }
  return byCalendar;
}

/** The calendar of a machine: the narrowest scope wins; "" for none. */
export function calendarOf(machine: MachineSummary, assignments: Assignments["assignments"], site: string): string {
  const scopes = [`machine:${machine.id}`, `line:${machine.line}`, `area:${machine.area}`, `site:${site}`, ""];
  for (const scope of scopes) {
    const found = assignments.find((assignment) => assignment.scope === scope);
    if (found !== undefined) {
      return found.calendar;
    }
  }
  return "";
}
