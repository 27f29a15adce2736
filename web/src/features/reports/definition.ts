/** A saved report and the address of the page that shows it. Pure. */

import type { Filters } from "@/api/figures";
import { NO_FILTERS, rangeQuery } from "@/api/figures";
import type { ReportAsked, ReportDefinition } from "@/api/reports";
import { writeFilters } from "@/blocks/range/filters";
import type { Range } from "@/blocks/range/range";
import { writeRange } from "@/blocks/range/range";
import { parseInstant } from "@/core/instant";

/** What is shown, as it would be kept; without a name yet. */
export function definitionOf({ report, asked, filters, options }: ReportAsked): ReportDefinition {
  const { window = "", from = "", to = "" } = rangeQuery(asked) as Record<string, string>;
  return {
    name: "",
    report,
    window,
    start: from,
    end: to,
    machines: [...filters.machines],
    area: filters.area,
    line: filters.line,
    shift: filters.shift,
    team: filters.team,
    program: filters.program === "" ? null : filters.program,
    options: { ...options },
  };
}

const DATE = /^\d{4}-\d{2}-\d{2}$/u;
const DAY_MS = 86_400_000;
const midnight = (date: string): number => parseInstant(`${date}T00:00:00Z`);

/** The range of a definition as the page chooses ranges; null where it has a name the address writes itself. */
function rangeOf({ start, end }: ReportDefinition): Range | null {
  if (DATE.test(start) && DATE.test(end)) {
    const days = (midnight(end) - midnight(start)) / DAY_MS + 1;
    const kind = days === 1 ? "day" : days === 7 ? "week" : days >= 28 ? "month" : null;
    return kind === null
      ? { kind: "exact", window: { from: midnight(start), to: midnight(end) + DAY_MS } }
      : { kind, on: start };
  }
  return start === "" ? null : { kind: "exact", window: { from: parseInstant(start), to: parseInstant(end) } };
}

/** The address that shows a saved report. */
export function searchOf(definition: ReportDefinition): URLSearchParams {
  const filters: Filters = {
    ...NO_FILTERS,
    machines: definition.machines,
    area: definition.area,
    line: definition.line,
    shift: definition.shift,
    team: definition.team,
    program: definition.program ?? "",
  };
  const range = rangeOf(definition);
  const search = writeFilters(
    new URLSearchParams({ report: definition.report, saved: definition.name, ...definition.options }),
    filters,
  );
  if (range !== null) {
    return writeRange(search, range);
  }
  search.set("span", definition.window);
  return search;
}
