/** Which figures are shown, in which order, and how two sides differ. */

import { describe, expect, it } from "vitest";

import { figure, kpi } from "@/test/figures";
import { compared, ordered, readKpis, readSchool } from "./choose";

const KPIS = [
  kpi("scrap_ratio", { better: "lower" }),
  kpi("oee"),
  kpi("availability"),
  kpi("load_factor", { school: "ru" }),
];
const group = (name: string, value: number | null) => ({
  key: { machine: name },
  figures: [figure("oee", { value })],
});

describe("the figures that are shown", () => {
  it("are those a person of the school looks at first, as far as the plant has them", () => {
    expect(readKpis(null, "iso", KPIS)).toEqual(["oee", "availability"]);
    expect(readKpis(null, "ru", KPIS)).toEqual(["load_factor"]);
  });

  it("are the chosen ones in their order, without those that are not defined any more", () => {
    expect(readKpis("availability,gone,scrap_ratio", "iso", KPIS)).toEqual(["availability", "scrap_ratio"]);
    expect(readKpis("gone", "iso", KPIS)).toEqual(["oee", "availability"]);
  });

  it("are of a school that the plant has", () => {
    expect(readSchool("ru", KPIS)).toBe("ru");
    expect(readSchool("own", KPIS)).toBe("iso");
    expect(readSchool("made up", KPIS)).toBe("iso");
  });
});

describe("the order", () => {
  const groups = [group("a", 0.7), group("b", null), group("c", 0.2)];
  const names = (worstFirst: boolean) => ordered(groups, { kpi: "oee", worstFirst }).map(({ key }) => key.machine);

  it("puts what is not known at the end, whichever way it goes", () => {
    expect(names(true)).toEqual(["c", "a", "b"]);
    expect(names(false)).toEqual(["a", "c", "b"]);
  });

  it("is the plant's own when none is chosen", () => {
    expect(ordered(groups, { kpi: null, worstFirst: true })).toBe(groups);
  });
});

describe("a comparison", () => {
  const side = (value: number | null) => [
    { key: {}, figures: [figure("oee", { value }), figure("scrap_ratio", { value })] },
  ];

  it("says what is better by what the figure is for", () => {
    const [scrap, oee] = compared(KPIS.slice(0, 2), side(0.4), side(0.3));
    expect(oee).toMatchObject({ kpi: "oee", better: true });
    expect(oee?.difference).toBeCloseTo(0.1);
    expect(scrap).toMatchObject({ kpi: "scrap_ratio", better: false });
  });

  it("has no difference where one side has no value, and is neither better nor worse where they are equal", () => {
    expect(compared(KPIS.slice(1, 2), side(null), side(0.3))[0]).toMatchObject({ difference: null, better: null });
    expect(compared(KPIS.slice(1, 2), side(0.3), side(0.3))[0]).toMatchObject({ difference: 0, better: null });
    expect(compared(KPIS.slice(1, 2), side(0.3), [])[0]?.difference).toBeNull();
  });
});
