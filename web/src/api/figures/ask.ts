/** Questions about accounts, reasons, shifts and figures. */

import type { Asker, Query, RequestOptions } from "../client";
import type { Account, Accounts, FigureExplanation, Figures, Kpis, Losses, Reasons, Shifts, Times } from "./types";
import type { Window } from "@/core/instant";
import type { TimeClass } from "@/core/reason";
import { toWire } from "@/core/instant";

/** Windows that the server knows by name, since it knows the shifts. */
export const NAMED_WINDOWS = [
  "current_shift",
  "previous_shift",
  "since_midnight",
  "report_day",
  "rolling_8h",
  "rolling_24h",
  "rolling_7d",
] as const;
export type NamedWindow = (typeof NAMED_WINDOWS)[number];

/** Plant days `YYYY-MM-DD`, both included: the shifts that opened on them, a night shift whole. */
export interface Days {
  readonly first: string;
  readonly last: string;
}

/** The stretch of time a question is about: by name, as plant days, or from and to. */
export type Asked = NamedWindow | Days | Window;

/** Which part of the plant and of its work; empty lists mean all. */
export interface Filters {
  readonly machines: readonly string[];
  readonly area: string;
  readonly line: string;
  readonly shift: string;
  readonly team: string;
  readonly program: string;
}

export const NO_FILTERS: Filters = { machines: [], area: "", line: "", shift: "", team: "", program: "" };

/** Names by which figures and times can be grouped. */
export const GROUPINGS = [
  "machine",
  "area",
  "line",
  "site",
  "day",
  "week",
  "month",
  "shift",
  "team",
  "program",
] as const;
export type Grouping = (typeof GROUPINGS)[number];

export function rangeQuery(asked: Asked): Query {
  if (typeof asked === "string") {
    return { window: asked };
  }
  return "first" in asked ? { from: asked.first, to: asked.last } : { from: toWire(asked.from), to: toWire(asked.to) };
}

export const filterQuery = (filters: Filters): Query =>
  Object.fromEntries(
    Object.entries({ ...filters, machines: filters.machines.join(",") }).filter(([, value]) => value !== ""),
  );

export interface FiguresAsked {
  readonly kpis: readonly string[];
  readonly groupBy: readonly Grouping[];
  readonly asked: Asked;
  readonly filters: Filters;
}

export function askFigures(asker: Asker, asked: FiguresAsked, options: RequestOptions): Promise<Figures> {
  const { kpis, groupBy } = asked;
  const query = { kpi: kpis.join(","), ...(groupBy.length === 0 ? {} : { group_by: groupBy.join(",") }) };
  return asker.get("/figures", { ...query, ...rangeQuery(asked.asked), ...filterQuery(asked.filters) }, options);
}

export interface TimesAsked {
  readonly groupBy: readonly string[];
  readonly asked: Asked;
  readonly filters: Filters;
  /** Only these classes of time; empty = all. */
  readonly classes: readonly TimeClass[];
}

export function askTimes(asker: Asker, asked: TimesAsked, options: RequestOptions): Promise<Times> {
  const only: Query = asked.classes.length === 0 ? {} : { time_class: asked.classes.join(",") };
  const query = { group_by: asked.groupBy.join(","), ...rangeQuery(asked.asked), ...filterQuery(asked.filters) };
  return asker.get("/times", { ...query, ...only }, options);
}

export const askLosses = (asker: Asker, asked: Asked, filters: Filters, options: RequestOptions): Promise<Losses> =>
  asker.get("/losses", { ...rangeQuery(asked), ...filterQuery(filters) }, options);

export const askExplanation = (
  asker: Asker,
  kpi: string,
  asked: Asked,
  filters: Filters,
  after: string | null,
  options: RequestOptions,
): Promise<FigureExplanation> =>
  asker.get(
    "/figures/explain",
    { kpi, ...rangeQuery(asked), ...filterQuery(filters), ...(after === null ? {} : { after }) },
    options,
  );

export const askKpis = (asker: Asker, options: RequestOptions): Promise<Kpis> => asker.get("/kpis", {}, options);

export const askReasons = (asker: Asker, options: RequestOptions): Promise<Reasons> =>
  asker.get("/reasons", {}, options);

export const askShifts = (asker: Asker, window: Window, options: RequestOptions): Promise<Shifts> =>
  asker.get("/shifts", rangeQuery(window), options);

export const askAccount = (asker: Asker, machine: string, window: Window, options: RequestOptions): Promise<Account> =>
  asker.get(`/machines/${encodeURIComponent(machine)}/account`, rangeQuery(window), options);

export const askAccounts = (
  asker: Asker,
  window: Window,
  machines: readonly string[],
  options: RequestOptions,
): Promise<Accounts> => asker.get("/accounts", { ...rangeQuery(window), machines: machines.join(",") }, options);
