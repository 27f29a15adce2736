/** The timeline of a machine as lanes, words and rows. */

import { describe as group, expect, it } from "vitest";

import { stateLookup } from "@/api";
import type { Timeline } from "@/api";
import type { Look } from "@/charts";
import { parseInstant } from "@/core/instant";
import { createFormats, createTranslate } from "@/i18n";
import { NOW, STATES, span, stamp, timeline } from "@/test/plant";
import { canPlot } from "./canPlot";
import type { Words } from "./describe";
import { describe, timesOf } from "./describe";
import { areaOf } from "./geometry";
import type { Looks } from "./looks";
import { ALARMS, CYCLES, MODES, PARTS, PROGRAMS } from "./looks";
import { gapsOf, lanesOf, stateKinds } from "./model";
import { rowsOf } from "./rows";
import { withLive } from "./useLivePoints";

const t = createTranslate("en");
const states = stateLookup(STATES);
const words: Words = { t, f: createFormats("en", "UTC", t), language: "en", states };
const now = parseInstant(NOW);

const look = (): Look => ({ fill: "", ink: "", pattern: "plain", shape: null, prominent: false });
const looksOf = (count: number): Looks => ({
  palette: {
    ...{ panel: "", sunken: "", line: "", lineStrong: "", text: "", muted: "", accent: "", danger: "" },
    ...{ warning: "", hatch: "", good: "", font: "" },
  },
  state: Array.from({ length: count }, look),
  mode: MODES.map(look),
  program: PROGRAMS.map(look),
  alarm: ALARMS.map(look),
  cycle: CYCLES.map(look),
  part: PARTS.map(look),
  loss: [look()],
});

const part = (time: string, inferred: boolean) => ({ at: stamp(time), parts: 1, inferred, program: "O1", rule: "r" });

const SHIFT: Timeline = {
  ...timeline(
    {
      state: [
        span("02:00:00", "04:00:00", "running"),
        span("04:00:00", "05:00:00", "no_data", { reason: "link_down" }),
        span("05:00:00", "06:00:00", "no_data", { reason: "unavailable" }),
        span("06:00:00", null, "warm_up"),
      ],
      mode: [span("02:00:00", null, "setup"), span("09:00:00", null, "night shift")],
      program: [
        span("02:00:00", "03:00:00", "/A/O1"),
        span("03:00:00", "04:00:00", ""),
        span("04:00:00", "05:00:00", "/A/O1"),
        span("05:00:00", null, "O2"),
      ],
      alarm: [
        span("02:00:00", "06:00:00", "a", { level: "FAULT", code: "1012", message: "overload" }),
        span("03:00:00", null, "b", { level: "WARNING", code: "", message: "" }),
        span("07:00:00", null, "c", { level: "STRANGE", code: "7", message: "" }),
      ],
      cycle: [
        span("02:00:00", "02:30:00", "O1", { outcome: "completed" }),
        span("02:30:00", "02:40:00", "O1", { outcome: "aborted" }),
        span("09:00:00", null, "O1", { outcome: null }),
      ],
    },
    [part("02:30:00", false), part("02:40:00", true)],
  ),
  losses: [{ start: stamp("05:30:00"), end: stamp("07:00:00"), code: "buffer_overrun", params: {} }],
};

const kinds = stateKinds(states, SHIFT);
const silent = () => "";
const lanes = lanesOf(SHIFT, kinds, looksOf(kinds.length), {
  state: silent,
  mode: (value) => value,
  program: (value) => value,
  alarm: ({ value }) => value,
});
const lane = (id: string) => lanes.find((one) => one.id === id);
const drawn = (id: string): number[][] => (lane(id)?.lines ?? []).map(({ kinds: own }) => [...own]);

group("lanes", () => {
  it("stand in one order, lost data only where there is some", () => {
    expect(lanes.map(({ id }) => id)).toEqual(["state", "mode", "program", "cycle", "part", "alarm", "loss"]);
    const calm = lanesOf(timeline(), states.all, looksOf(7), {
      state: silent,
      mode: silent,
      program: silent,
      alarm: silent,
    });
    expect(calm.map(({ id }) => id)).toEqual(["state", "mode", "program", "cycle", "part", "alarm"]);
    expect(calm.every(({ top, bottom }) => bottom > top)).toBe(true);
  });

  it("show a state that nobody declared too", () => {
    expect(kinds.map(({ code }) => code).at(-1)).toBe("warm_up");
    expect(drawn("state")).toEqual([[0, 6, 6, 7]]);
  });

  it("name what is known and take the rest for other", () => {
    expect(drawn("mode")).toEqual([[MODES.indexOf("setup"), MODES.length - 1]]);
    expect(drawn("alarm")).toEqual([[0, 2], [1]]);
    expect(drawn("cycle")).toEqual([[0, 1, 3]]);
    expect(drawn("part")).toEqual([[0, 1]]);
  });

  it("leave the program line empty where none runs, and change its look with the program", () => {
    expect(lane("program")?.lines[0]?.items).toEqual(Int32Array.from([0, 2, 3]));
    expect(drawn("program")).toEqual([[1, 1, 0]]);
    expect(lane("program")?.text(0, 3)).toBe("O2");
    expect(lane("program")?.text(0, -1)).toBe("");
  });
});

group("gaps of every signal", () => {
  it("are what did not come or was lost, not what a source said was unavailable", () => {
    expect(gapsOf(SHIFT)).toEqual([
      { from: parseInstant(stamp("04:00:00")), to: parseInstant(stamp("05:00:00")) },
      { from: parseInstant(stamp("05:30:00")), to: parseInstant(stamp("07:00:00")) },
    ]);
  });

  it("join where they touch and stay open where they are", () => {
    const down = [
      span("04:00:00", "05:00:00", "no_data", { reason: "link_down" }),
      span("05:00:00", null, "no_data", { reason: "not_covered" }),
    ];
    expect(gapsOf(timeline({ state: down }))).toEqual([
      { from: parseInstant(stamp("04:00:00")), to: Number.POSITIVE_INFINITY },
    ]);
  });
});

const told = (id: Parameters<typeof describe>[1], item: number): string => {
  const found = describe(SHIFT, id, item, words);
  return found === null
    ? "nothing"
    : [found.title, ...found.notes, timesOf(found, now, words)].join(" | ").replace(/\u00a0/gu, " ");
};

group("in words", () => {
  it("are states with their reason, still going on or over", () => {
    expect(told("state", 0)).toBe("Running | 02:00:00 – 04:00:00 · 2 h 00 min");
    expect(told("state", 1)).toBe("No data | The link to the machine is down | 04:00:00 – 05:00:00 · 1 h 00 min");
    expect(told("state", 3)).toBe("warm_up | 06:00:00 – now · 4 h 00 min");
    expect(told("state", 9)).toBe("nothing");
  });

  it("are modes, programs, cycles, alarms, parts and losses", () => {
    expect(told("mode", 0)).toContain("Set-up");
    expect(told("program", 0)).toContain("/A/O1");
    expect(told("program", 1)).toContain("no program");
    expect(told("cycle", 1)).toContain("O1 | aborted");
    expect(told("cycle", 2)).toContain("O1 | running");
    expect(told("alarm", 0)).toContain("1012 · overload | Fault");
    expect(told("alarm", 1)).toContain("b | Warning");
    expect(told("part", 0)).toBe("Parts: 1 | counted by the control | O1 | 02:30:00");
    expect(told("part", 1)).toContain("inferred from a completed cycle");
    expect(told("loss", 0)).toContain("The agent’s buffer ran over before it was read");
  });
});

group("the table", () => {
  it("holds everything, by its beginning", () => {
    const rows = rowsOf(SHIFT, words);
    expect(rows).toHaveLength(4 + 2 + 4 + 3 + 2 + 3 + 1);
    expect(rows.map(({ start }) => start)).toEqual(rows.map(({ start }) => start).toSorted((a, b) => a - b));
    expect(rows[0]).toMatchObject({ lane: "state", title: "Running" });
  });
});

group("a curve that is live", () => {
  const point = (time: string, value: number | null) => ({ at: stamp(time), value });
  const ends = { signal: "s", from: stamp("02:00:00"), to: stamp("10:00:00") };
  const live = [point("08:59:00", 1), point("09:00:00", 2), point("09:01:00", 3), point("10:00:00", 9)];

  it("goes on where the loaded one ends, not before it and not beyond the window", () => {
    const raw = { ...ends, reduced: false as const, points: [point("09:00:00", 2)] };
    expect(withLive(raw, live)).toEqual({ ...raw, points: [point("09:00:00", 2), point("09:01:00", 3)] });
    expect(withLive(raw, [])).toBe(raw);
    expect(withLive({ ...raw, points: [] }, live)).toMatchObject({ points: live.slice(0, 3) });
  });

  it("that is reduced goes on with single values, and with breaks", () => {
    const gone = withLive({ ...ends, reduced: true, buckets: [] }, [point("09:00:00", null), point("09:01:00", 3)]);
    expect(gone).toMatchObject({
      buckets: [
        { first: null, unavailable: true },
        { first: 3, max: 3, count: 1, unavailable: false, last_at: stamp("09:01:00") },
      ],
    });
  });
});

group("the chart", () => {
  it("keeps room for names, less of it on a phone, and grows with the type", () => {
    expect(areaOf(1_000, 1)).toEqual({ left: 92, width: 900 });
    expect(areaOf(358, 1)).toEqual({ left: 68, width: 282 });
    expect(areaOf(2_000, 2)).toEqual({ left: 184, width: 1_800 });
    expect(areaOf(0, 1).width).toBe(1);
  });

  it("draws what is one value at a time", () => {
    const signal = { category: "SAMPLE", representation: "VALUE" } as Parameters<typeof canPlot>[0];
    expect(canPlot(signal)).toBe(true);
    expect(canPlot({ ...signal, representation: "TIME_SERIES" })).toBe(false);
    expect(canPlot({ ...signal, category: "CONDITION" })).toBe(false);
  });
});
