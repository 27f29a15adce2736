/** What the board shows, in which order, and when it need not be drawn anew. */

import { describe, expect, it } from "vitest";

import { inState, machine } from "@/test/plant";
import { NO_FILTER, areasOf, countStates, sameCounts, sameSelection, select } from "./select";
import { readFilter, writeFilter } from "./useBoardFilter";
import { columnsFor } from "./useColumns";

const PLANT = [
  machine("3", { name: "Mill 10", area: "B", state: inState("idle", "2026-11-23T09:00:00Z") }),
  machine("1", { name: "Lathe", area: "A", state: inState("alarm", "2026-11-23T09:30:00Z") }),
  machine("2", {
    name: "Mill 9",
    area: "B",
    alarms: {
      fault: 1,
      warning: 0,
      first: { code: "1012", message: "Spindle overload", since: "2026-11-23T09:30:00Z" },
    },
  }),
];

const ids = (filter: Partial<typeof NO_FILTER>): readonly string[] =>
  select(PLANT, { ...NO_FILTER, ...filter }).groups.flatMap((group) => group.ids);

describe("the board's selection", () => {
  it("groups by area in the plant's order and counts who runs", () => {
    expect(select(PLANT, NO_FILTER)).toEqual({
      groups: [
        { area: "B", ids: ["3", "2"], running: 1 },
        { area: "A", ids: ["1"], running: 0 },
      ],
      shown: 3,
      total: 3,
    });
  });

  it.each([
    ["urgency", ["1", "3", "2"]],
    ["longest", ["3", "1", "2"]],
    ["name", ["1", "2", "3"]],
  ] as const)("orders by %s across the areas", (sort, expected) => {
    expect(ids({ sort })).toEqual(expected);
  });

  it.each([
    [{ query: "mill" }, ["3", "2"]],
    [{ query: "overload 1012" }, ["2"]],
    [{ query: "  " }, ["3", "2", "1"]],
    [{ area: "A" }, ["1"]],
    [{ states: ["idle", "alarm"] }, ["3", "1"]],
    [{ states: ["idle"], query: "lathe" }, []],
  ])("filters by %j", (filter, expected) => {
    expect(ids(filter)).toEqual(expected);
  });

  it("is the same while nobody enters, leaves or moves", () => {
    const before = select(PLANT, NO_FILTER);
    const [first, ...rest] = PLANT;
    const fresher = [{ ...(first ?? machine("x")), last_data_at: "2026-11-23T10:00:05Z" }, ...rest];
    expect(sameSelection(before, select(fresher, NO_FILTER))).toBe(true);
    expect(sameSelection(before, select(rest, NO_FILTER))).toBe(false);
    expect(sameSelection(before, select(PLANT.toReversed(), NO_FILTER))).toBe(false);
  });

  it("counts states and lists areas", () => {
    expect(countStates(PLANT)).toEqual({ idle: 1, alarm: 1, running: 1 });
    expect(sameCounts({ a: 1, b: 2 }, { b: 2, a: 1 })).toBe(true);
    expect(sameCounts({ a: 1 }, { a: 1, b: 1 })).toBe(false);
    expect(areasOf(PLANT)).toEqual(["B", "A"]);
  });
});

describe("filters in the address", () => {
  it("come back as they were written, and everything leaves no trace", () => {
    const filter = { query: "O1 вал", area: "", states: ["idle", "alarm"], sort: "urgency" } as const;
    expect(readFilter(writeFilter(new URLSearchParams(), filter))).toEqual(filter);
    expect(writeFilter(new URLSearchParams("q=x&area=A&state=idle&sort=name"), NO_FILTER).toString()).toBe("");
  });

  it("ignore nonsense", () => {
    expect(readFilter(new URLSearchParams("sort=sideways&state=,"))).toEqual(NO_FILTER);
  });
});

describe("columns of tiles", () => {
  it.each([
    [0, "cards", 1],
    [15, "cards", 1],
    [30.7, "cards", 1],
    [30.75, "cards", 2],
    [78, "cards", 5],
    [78, "dense", 7],
  ] as const)("in %d rem of %s: %i", (width, density, columns) => {
    expect(columnsFor(width, density)).toBe(columns);
  });
});
