/** Saved reports and addresses. */

import { describe, expect, it } from "vitest";

import { NO_FILTERS } from "@/api/figures";
import type { ReportAsked } from "@/api/reports";
import { readFilters } from "@/blocks/range/filters";
import { askedOf, readRange } from "@/blocks/range/range";
import { definitionOf, searchOf } from "./definition";

const asked = (given: Partial<ReportAsked>): ReportAsked => ({
  report: "load",
  asked: "rolling_24h",
  filters: NO_FILTERS,
  options: {},
  ...given,
});

describe("a saved report", () => {
  it.each<ReportAsked>([
    asked({ options: { group: "area", step: "week" } }),
    asked({
      asked: { first: "2026-11-23", last: "2026-11-23" },
      filters: { ...NO_FILTERS, area: "Цех 1", shift: "2" },
    }),
    asked({ asked: { first: "2026-11-16", last: "2026-11-22" }, filters: { ...NO_FILTERS, machines: ["m1", "m2"] } }),
    asked({ asked: { first: "2026-11-01", last: "2026-11-30" } }),
    asked({ asked: { from: 1_795_000_000_000, to: 1_795_000_360_000 } }),
  ])("comes back as it was kept: %j", (given) => {
    const search = searchOf({ ...definitionOf(given), name: "Утро" });
    expect(search.get("saved")).toBe("Утро");
    expect(search.get("report")).toBe("load");
    expect(readFilters(search)).toEqual(given.filters);
    expect(askedOf(readRange(search))).toEqual(given.asked);
    expect(search.get("group")).toBe(given.options.group ?? null);
  });
});
