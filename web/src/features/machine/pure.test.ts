/** Periods, live corrections, cycles with their parts, values in words. */

import { describe, expect, it } from "vitest";

import { DAY, HOUR } from "@/core/instant";
import { createFormats, createTranslate } from "@/i18n";
import { NOW, span, stamp, timeline } from "@/test/plant";
import { cyclesOf } from "./cycles";
import { formatValue } from "@/blocks/values/formatValue";
import { applySpans } from "./patch";
import {
  DEFAULT_PERIOD,
  LONGEST,
  dayOf,
  reachesNow,
  readPeriod,
  resolvePeriod,
  shift,
  writePeriod,
} from "@/blocks/period";

const now = Date.UTC(2026, 10, 23, 10, 0, 7);

describe("the period", () => {
  it("that follows the present holds now and moves by whole steps", () => {
    const window = resolvePeriod({ kind: "rolling", name: "8h" }, now);
    expect(window).toEqual({ from: Date.UTC(2026, 10, 23, 2, 0, 15), to: Date.UTC(2026, 10, 23, 10, 0, 15) });
    expect(resolvePeriod({ kind: "rolling", name: "8h" }, now + 7_000)).toEqual(window);
    expect(reachesNow(window, now)).toBe(true);
    expect(reachesNow(window, window.to)).toBe(false);
  });

  it("comes back from the address as it was written", () => {
    const fixed = { kind: "fixed", window: { from: now - HOUR, to: now } } as const;
    expect(readPeriod(writePeriod(new URLSearchParams("at=5"), fixed))).toEqual(fixed);
    const week = { kind: "rolling", name: "7d" } as const;
    expect(readPeriod(writePeriod(writePeriod(new URLSearchParams(), fixed), week))).toEqual(week);
  });

  it.each(["", "period=9y", "from=1&to=2", "from=x&to=y", "from=5000&to=1000"])("takes %j for the default", (text) => {
    expect(readPeriod(new URLSearchParams(text))).toEqual(DEFAULT_PERIOD);
  });

  it("is never longer than the server allows", () => {
    const read = readPeriod(new URLSearchParams(`from=0&to=${now}`));
    expect(read).toEqual({ kind: "fixed", window: { from: now - LONGEST, to: now } });
  });

  it("steps to its neighbours but not past the present", () => {
    const window = { from: now - 3 * HOUR, to: now - 2 * HOUR };
    expect(shift(window, -1, now)).toEqual({ from: now - 4 * HOUR, to: now - 3 * HOUR });
    expect(shift(window, 1, now)).toEqual({ from: now - 2 * HOUR, to: now - HOUR });
    expect(shift({ from: now - HOUR, to: now - HOUR / 4 }, 1, now).to).toBe(now);
    const open = { from: now - HOUR / 2, to: now + HOUR / 2 };
    expect(shift(open, 1, now)).toEqual(open);
  });

  it("of a day is the site's day", () => {
    expect(dayOf(now, "Europe/Moscow")).toEqual({
      from: Date.UTC(2026, 10, 22, 21),
      to: Date.UTC(2026, 10, 22, 21) + DAY,
    });
  });
});

describe("a live correction", () => {
  const loaded = timeline({
    state: [
      span("01:00:00", "03:00:00", "idle"),
      span("03:00:00", "04:00:00", "running"),
      span("04:00:00", null, "idle"),
    ],
  });
  const message = (start: string, end: string | null, spans: ReturnType<typeof span>[]) =>
    ({ type: "spans", epoch: "e", seq: 1, now: NOW, machine: "a", track: "state", start, end, spans }) as const;
  const values = (corrected: typeof loaded): string[] =>
    (corrected.tracks.state ?? []).map(({ start, value }) => `${start.slice(11, 16)} ${value}`);

  it("replaces what starts inside it and keeps the rest", () => {
    const corrected = applySpans(
      loaded,
      message(stamp("03:00:00"), stamp("04:00:00"), [
        span("03:00:00", "03:30:00", "running"),
        span("03:30:00", "04:00:00", "alarm"),
      ]),
    );
    expect(values(corrected)).toEqual(["01:00 idle", "03:00 running", "03:30 alarm", "04:00 idle"]);
    expect(values(loaded)).toEqual(["01:00 idle", "03:00 running", "04:00 idle"]);
  });

  it("without an end replaces everything from its start on", () => {
    expect(values(applySpans(loaded, message(stamp("03:00:00"), null, [span("03:00:00", null, "off")])))).toEqual([
      "01:00 idle",
      "03:00 off",
    ]);
  });

  it("adds nothing that does not touch the window", () => {
    const outside = message(stamp("00:00:00"), stamp("00:30:00"), [span("00:00:00", "00:30:00", "off")]);
    expect(values(applySpans(loaded, outside))).toEqual(values(loaded));
  });

  it("leaves alone a track that was not loaded", () => {
    const bare = { ...loaded, tracks: { ...loaded.tracks, state: null } };
    expect(applySpans(bare, message(stamp("03:00:00"), null, []))).toBe(bare);
  });
});

describe("cycles", () => {
  const part = (time: string, parts = 1, inferred = false) => ({
    at: stamp(time),
    parts,
    inferred,
    program: "O1",
    rule: "",
  });

  it("own the parts counted in them, at their very end too, the newest first", () => {
    const found = cyclesOf(
      timeline(
        {
          cycle: [
            span("03:00:00", "03:10:00", "O1", { outcome: "completed" }),
            span("03:10:00", "03:20:00", "O1", { outcome: "aborted" }),
            span("03:30:00", null, "O2", {}),
          ],
        },
        [part("02:59:00"), part("03:10:00", 2, true), part("03:25:00"), part("03:31:00")],
      ),
    );
    expect(found.map(({ outcome, parts, inferred }) => [outcome, parts, inferred])).toEqual([
      ["", 1, false],
      ["aborted", 0, false],
      ["completed", 2, true],
    ]);
  });
});

describe("values in words", () => {
  const t = createTranslate("en");
  const words = { t, f: createFormats("en", "UTC", t), language: "en" as const };
  const shown = (value: Parameters<typeof formatValue>[0], units: string | null = null): string =>
    formatValue(value, units, words).replace(/\u00a0/gu, " ");

  it("are numbers with their unit, texts as they are, absence by name", () => {
    expect(shown(4000, "REVOLUTION/MINUTE")).toBe("4,000 rpm");
    expect(shown(0.1 + 0.2)).toBe("0.3");
    expect(shown("ACTIVE")).toBe("ACTIVE");
    expect(shown(null, "PERCENT")).toBe("unavailable");
  });

  it("are conditions, sets and series in one line", () => {
    const condition = {
      kind: "condition",
      level: "FAULT",
      native_code: "1012",
      native_severity: "",
      qualifier: "",
      message: "overload",
      condition_id: "",
    } as const;
    expect(shown(condition)).toBe("Fault · 1012 · overload");
    expect(shown({ kind: "entries", entries: { a: 1, b: "x" }, reset: "" })).toBe("a=1, b=x");
    expect(shown({ kind: "entries", entries: { a: { x: 1 } }, reset: "" })).toBe("1 entry");
    expect(shown({ kind: "samples", rate: 100, samples: [1, 2, 3] }, "PERCENT")).toBe("3 % · 3 samples");
    expect(shown({ kind: "samples", rate: null, samples: [] })).toBe("0 samples");
  });
});
