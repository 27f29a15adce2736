/** Which machines the board shows, in which groups and order. Pure. */

import type { MachineSummary } from "@/api/types";
import { parseOptional } from "@/core/instant";
import { urgency } from "@/core/state";
import { matches } from "@/core/text";

export const SORTS = ["plan", "urgency", "longest", "name"] as const;
export type Sort = (typeof SORTS)[number];

export interface BoardFilter {
  readonly query: string;
  /** Area name, or null for all. */
  readonly area: string | null;
  /** Codes of the states to show; empty means all. */
  readonly states: readonly string[];
  readonly sort: Sort;
}

export const NO_FILTER: BoardFilter = { query: "", area: null, states: [], sort: "plan" };

/** Machines under one heading; `area` null when the order runs across the areas. */
export interface Group {
  readonly area: string | null;
  readonly ids: readonly string[];
  readonly running: number;
}

export interface Selection {
  readonly groups: readonly Group[];
  readonly shown: number;
  readonly total: number;
}

const searchable = new WeakMap<MachineSummary, string>();

function haystack(machine: MachineSummary): string {
  let text = searchable.get(machine);
  if (text === undefined) {
    const { id, name, area, line, manufacturer, model, program, alarms } = machine;
    const first = alarms.first;
    text = [id, name, area, line, manufacturer, model, program?.name, first?.code, first?.message].join(" ");
    searchable.set(machine, text);
  }
  return text;
}

function passes(machine: MachineSummary, filter: BoardFilter): boolean {
  return (
    (filter.area === null || machine.area === filter.area) &&
    (filter.states.length === 0 || filter.states.includes(machine.state.code)) &&
    (filter.query.trim() === "" || matches(haystack(machine), filter.query))
  );
}

/** Never seen stands before everything that has a beginning. */
const sinceMs = (machine: MachineSummary): number => parseOptional(machine.state.since) ?? 0;

const byName = (a: MachineSummary, b: MachineSummary): number =>
  a.name.localeCompare(b.name, undefined, { numeric: true });

const ORDERS: Readonly<Record<Exclude<Sort, "plan">, (a: MachineSummary, b: MachineSummary) => number>> = {
  urgency: (a, b) => urgency(a.state.base) - urgency(b.state.base) || sinceMs(a) - sinceMs(b) || byName(a, b),
  longest: (a, b) => sinceMs(a) - sinceMs(b) || byName(a, b),
  name: byName,
};

const isRunning = (machine: MachineSummary): boolean => machine.state.base === "running";

function group(area: string | null, machines: readonly MachineSummary[]): Group {
  return { area, ids: machines.map(({ id }) => id), running: machines.filter(isRunning).length };
}

/** The plant's own order keeps the areas as headings; any other order runs across them. */
export function select(machines: readonly MachineSummary[], filter: BoardFilter): Selection {
  const shown = machines.filter((machine) => passes(machine, filter));
  const counts = { shown: shown.length, total: machines.length };
  if (filter.sort !== "plan") {
    const groups = shown.length === 0 ? [] : [group(null, shown.toSorted(ORDERS[filter.sort]))];
    return { groups, ...counts };
  }
  const byArea = new Map<string, MachineSummary[]>();
  for (const machine of shown) {
    const members = byArea.get(machine.area) ?? [];
    members.push(machine);
    byArea.set(machine.area, members);
  }
  return { groups: [...byArea].map(([area, members]) => group(area, members)), ...counts };
}

function sameGroup(a: Group, b: Group | undefined): boolean {
  return (
    a.area === b?.area &&
    a.running === b.running &&
    a.ids.length === b.ids.length &&
    a.ids.every((id, index) => id === b.ids[index])
  );
}

/** Would the two draw the same grid? Then the older one is kept and nothing renders. */
export function sameSelection(a: Selection, b: Selection): boolean {
  return (
    a.shown === b.shown &&
    a.total === b.total &&
    a.groups.length === b.groups.length &&
    a.groups.every((one, index) => sameGroup(one, b.groups[index]))
  );
}

/** How many machines are in each state, by code. */
export function countStates(machines: readonly MachineSummary[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { state } of machines) {
    counts[state.code] = (counts[state.code] ?? 0) + 1;
  }
  return counts;
}

export function sameCounts(a: Readonly<Record<string, number>>, b: Readonly<Record<string, number>>): boolean {
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => a[key] === b[key]);
}

/** Areas in the plant's order, each once. */
export function areasOf(machines: readonly MachineSummary[]): readonly string[] {
  return [...new Set(machines.map(({ area }) => area))];
}

export function sameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((item, index) => item === b[index]);
}
