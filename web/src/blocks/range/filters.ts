/** Which part of the plant and its work a page speaks of, in its address; and how a group narrows it. Pure. */

import type { Filters, GroupKey } from "@/api/figures";
import type { Range } from "./range";
import { writeRange } from "./range";

const TEXTS = ["area", "line", "shift", "team", "program"] as const;

export function readFilters(search: URLSearchParams): Filters {
  const text = (name: string): string => search.get(name) ?? "";
  const machines = text("machines")
    .split(",")
    .filter((id) => id !== "");
  const [area, line, shift, team, program] = TEXTS.map(text) as [string, string, string, string, string];
  return { machines, area, line, shift, team, program };
}

export function writeFilters(search: URLSearchParams, filters: Filters): URLSearchParams {
  const next = new URLSearchParams(search);
  for (const name of ["machines", ...TEXTS] as const) {
    const value = name === "machines" ? filters.machines.join(",") : filters[name];
    if (value === "") {
      next.delete(name);
    } else {
      next.set(name, value);
    }
  }
  return next;
}

/** An address of a page about a stretch of time and a part of the plant; `more` are further parameters. */
export function addressOf(
  path: string,
  range: Range,
  filters: Filters,
  more: Readonly<Record<string, string>> = {},
): string {
  const search = writeFilters(writeRange(new URLSearchParams(more), range), filters);
  return `${path}?${search.toString()}`;
}

/** Monday of an ISO week written `2026-W48`; null for anything else. */
export function mondayOf(week: string): string | null {
  const found = /^(\d{4})-W(\d{2})$/u.exec(week);
  if (found === null) {
    return null;
  }
  // The fourth of January is always in the first week.
  const fourth = new Date(Date.UTC(Number(found[1]), 0, 4));
  const monday = fourth.getTime() - ((fourth.getUTCDay() + 6) % 7) * 86_400_000;
  return new Date(monday + (Number(found[2]) - 1) * 7 * 86_400_000).toISOString().slice(0, 10);
}

/** What a group of an answer is about: the filters and the stretch of time that hold nothing else. */
export function narrow(range: Range, filters: Filters, key: GroupKey): { range: Range; filters: Filters } {
  const text = (name: string): string | undefined => key[name];
  const machine = text("machine");
  const narrowed: Filters = {
    machines: machine === undefined ? filters.machines : [machine],
    area: text("area") ?? filters.area,
    line: text("line") ?? filters.line,
    shift: text("shift") ?? filters.shift,
    team: text("team") ?? filters.team,
    program: text("program") ?? filters.program,
  };
  const [day, week, month] = [text("day"), text("week"), text("month")];
  const monday = week === undefined ? null : mondayOf(week);
  const on: Range | null =
    day !== undefined
      ? { kind: "day", on: day }
      : monday !== null
        ? { kind: "week", on: monday }
        : month !== undefined
          ? { kind: "month", on: `${month}-01` }
          : null;
  return { range: on ?? range, filters: narrowed };
}
