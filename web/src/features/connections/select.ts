/** Which connections are listed, and in which order: trouble first. Pure. */

import type { Source } from "@/api/sources";
import type { Health } from "@/core/health";
import { HEALTHS, healthOf, urgencyOfHealth } from "@/core/health";
import { matches } from "@/core/text";

export interface Filter {
  readonly query: string;
  /** "" = every protocol. */
  readonly protocol: string;
  /** Empty = every health. */
  readonly health: readonly Health[];
}

export const NO_FILTER: Filter = { query: "", protocol: "", health: [] };

/** A connection as the list shows it. */
export interface Row {
  readonly source: Source;
  readonly health: Health;
  /** Names of the machines it feeds. */
  readonly machines: readonly string[];
}

export function isFiltered({ query, protocol, health }: Filter): boolean {
  return query !== "" || protocol !== "" || health.length > 0;
}

/** Trouble first; what is equally urgent stands by its machine's name. */
export function rowsOf(sources: readonly Source[], names: ReadonlyMap<string, string>): readonly Row[] {
  return sources
    .map((source) => ({
      source,
      health: healthOf(source),
      machines: source.machines.map((id) => names.get(id) ?? id),
    }))
    .toSorted(
      (a, b) =>
        urgencyOfHealth(a.health) - urgencyOfHealth(b.health) ||
        (a.machines[0] ?? a.source.id).localeCompare(b.machines[0] ?? b.source.id, undefined, { numeric: true }),
    );
}

export function chosen(rows: readonly Row[], { query, protocol, health }: Filter): readonly Row[] {
  return rows.filter(
    (row) =>
      (protocol === "" || row.source.connector === protocol) &&
      (health.length === 0 || health.includes(row.health)) &&
      matches(
        [row.source.id, row.source.address, row.source.connector_title, row.source.connector, ...row.machines].join(
          " ",
        ),
        query,
      ),
  );
}

export function countByHealth(rows: readonly Row[]): readonly (readonly [health: Health, count: number])[] {
  return HEALTHS.map((health) => [health, rows.filter((row) => row.health === health).length] as const);
}

/** Protocols that are in use, by title. */
export function protocolsOf(rows: readonly Row[]): readonly (readonly [id: string, title: string])[] {
  const titles = new Map(rows.map(({ source }) => [source.connector, source.connector_title]));
  return [...titles].toSorted(([, a], [, b]) => a.localeCompare(b));
}
