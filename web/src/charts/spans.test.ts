/** Spans in columns, in pixels, in levels, under the pointer. */

import { describe, expect, it } from "vitest";

import type { RawSpan, SpanColumns } from "./columns";
import { NO_SPANS, OPEN, firstAfter, indexAt, replaceSpans, toColumns, visible } from "./columns";
import type { LaneSpec } from "./lanes";
import { hitLanes, lineTop, neighbourStart, placeLanes, spanNear } from "./lanes";
import { Runs, binned, pack } from "./pack";
import type { Look } from "./palette";
import { stack } from "./stack";

const RUN = 0;
const IDLE = 1;
const ALARM = 2;

const raw = (start: number, end: number | null, kind = RUN): RawSpan => ({ start, end, kind });
const shown = ({ length, starts, ends, kinds }: SpanColumns): string[] =>
  Array.from({ length }, (_, i) => `${starts[i] ?? ""}-${ends[i] ?? ""}:${kinds[i] ?? ""}`);

const LINE = toColumns([raw(0, 10), raw(10, 20, IDLE), raw(30, 40), raw(40, null, ALARM)]);

describe("columns", () => {
  it("give the spans that touch a window, half-open at both ends", () => {
    expect(visible(LINE, { from: 10, to: 30 })).toEqual([1, 2]);
    expect(visible(LINE, { from: 9, to: 31 })).toEqual([0, 3]);
    expect(visible(LINE, { from: 1_000, to: 2_000 })).toEqual([3, 4]);
    expect(visible(LINE, { from: -20, to: -10 })).toEqual([0, 0]);
    expect(visible(NO_SPANS, { from: 0, to: 1 })).toEqual([0, 0]);
  });

  it("give the span at an instant, none in a hole", () => {
    expect([0, 9, 10, 20, 25, 30, 41, 1e15].map((at) => indexAt(LINE, at))).toEqual([0, 0, 1, -1, -1, 2, 3, 3]);
    expect(firstAfter(LINE.ends, LINE.length, OPEN)).toBe(4);
  });

  it("take a live correction as the server means it: what STARTS inside is replaced", () => {
    expect(shown(replaceSpans(LINE, 10, 35, [raw(10, 15, ALARM), raw(15, 40, IDLE)]))).toEqual([
      "0-10:0",
      "10-15:2",
      "15-40:1",
      "40-Infinity:2",
    ]);
    expect(shown(replaceSpans(LINE, 30, null, [raw(30, null, IDLE)]))).toEqual(["0-10:0", "10-20:1", "30-Infinity:1"]);
    expect(shown(replaceSpans(LINE, 20, 30, []))).toEqual(shown(LINE));
    expect(shown(replaceSpans(NO_SPANS, 0, null, [raw(5, null)]))).toEqual(["5-Infinity:0"]);
  });
});

/** Runs of 100 columns over [0, 1000): a column is ten. */
function packed(spans: readonly RawSpan[], given: { join?: boolean; now?: number } = {}): string[] {
  const runs = new Runs();
  const prominent = Uint8Array.from([0, 0, 1]);
  pack(
    toColumns(spans),
    { from: 0, to: 1000, columns: 100, now: given.now ?? OPEN, prominent, join: given.join ?? true },
    runs,
  );
  return Array.from({ length: runs.length }, (_, i) => `${runs.x0[i] ?? ""}-${runs.x1[i] ?? ""}:${runs.kind[i] ?? ""}`);
}

describe("packing into pixels", () => {
  it("tiles without gap or overlap what tiles", () => {
    expect(packed([raw(0, 200), raw(200, 503, IDLE), raw(503, 1000)])).toEqual(["0-20:0", "20-50:1", "50-100:0"]);
  });

  it("never hides an alarm, however short, wherever it lies", () => {
    expect(packed([raw(0, 502), raw(502, 502.001, ALARM), raw(502.001, 1000)])).toEqual([
      "0-50:0",
      "50-51:2",
      "51-100:0",
    ]);
    expect(packed([raw(0, 500), raw(500, 500, ALARM), raw(500, 1000)])).toEqual(["0-50:0", "50-51:2", "51-100:0"]);
    for (let at = 0; at < 1000; at += 7) {
      const runs = packed([raw(0, at), raw(at, at + 0.5, ALARM), raw(at + 0.5, 1000)]);
      expect(runs.some((run) => run.endsWith(":2"))).toBe(true);
    }
  });

  it("shows what prevailed in a column that several share", () => {
    const crowd = Array.from({ length: 100 }, (_, i) => raw(500 + i / 10, 500.1 + i / 10, i % 4 === 0 ? IDLE : RUN));
    expect(packed([raw(0, 500, IDLE), ...crowd, raw(510, 1000, IDLE)])).toEqual(["0-50:1", "50-51:0", "51-100:1"]);
    const rare = Array.from({ length: 100 }, (_, i) => raw(500 + i / 10, 500.1 + i / 10, i % 4 === 0 ? RUN : IDLE));
    expect(packed([raw(0, 500, IDLE), ...rare, raw(510, 1000, IDLE)])).toEqual(["0-100:1"]);
  });

  it("shows nothing in a column of which most is unknown", () => {
    expect(packed([raw(103, 106)])).toEqual([]);
    expect(packed([raw(102, 109)])).toEqual(["10-11:0"]);
  });

  it("ends open spans at the present and the window", () => {
    expect(packed([raw(800, null)], { now: 900 })).toEqual(["80-90:0"]);
    expect(packed([raw(-5000, null)])).toEqual(["0-100:0"]);
    expect(packed([raw(950, null)], { now: 940 })).toEqual([]);
  });

  it("keeps neighbours of one kind apart when told to", () => {
    expect(packed([raw(0, 100), raw(100, 200)], { join: false })).toEqual(["0-10:0", "10-20:0"]);
    expect(packed([raw(0, 100), raw(100, 200)])).toEqual(["0-20:0"]);
  });

  it("covers every column once, in order, for any tiling", () => {
    let seed = 7;
    const chance = (): number => {
      seed = (seed * 16_807) % 2_147_483_647;
      return seed / 2_147_483_647;
    };
    for (let round = 0; round < 200; round += 1) {
      const spans: RawSpan[] = [];
      for (let at = -50; at < 1000;) {
        const end = at + chance() ** 3 * 80 + 0.01;
        spans.push(raw(at, end, Math.floor(chance() * 3)));
        at = end;
      }
      const covered = packed(spans).flatMap((run) => {
        const [x0 = 0, x1 = 0] = run.split(/[-:]/u).map(Number);
        return Array.from({ length: x1 - x0 }, (_, i) => x0 + i);
      });
      expect(covered).toEqual(Array.from({ length: 100 }, (_, i) => i));
    }
  });

  it("grows its buffer", () => {
    const runs = new Runs();
    for (let i = 0; i < 5_000; i += 1) {
      runs.add(2 * i, 2 * i + 1, i % 2, i, true);
    }
    expect([runs.length, runs.x0[4_999], runs.span[4_999]]).toEqual([5_000, 9_998, 4_999]);
  });
});

describe("counting", () => {
  const line = toColumns(
    [raw(1, 1), raw(2, 2), raw(55, 55), raw(999, 999), raw(1_000, 1_000), raw(-1, -1)].toSorted(
      (a, b) => a.start - b.start,
    ),
  );

  it("puts each instant of the window into its bin", () => {
    const bins = binned(line, { from: 0, to: 1_000 }, 100);
    expect([...bins].flatMap((count, bin) => (count > 0 ? [`${bin}:${count}`] : []))).toEqual(["0:2", "5:1", "99:1"]);
  });
});

describe("levels", () => {
  const levels = (spans: readonly RawSpan[], most: number): string[][] => stack(spans, most).map(shown);

  it("are as few as can be", () => {
    expect(levels([raw(0, 10), raw(5, 15), raw(10, 20), raw(16, null)], 4)).toEqual([
      ["0-10:0", "10-20:0"],
      ["5-15:0", "16-Infinity:0"],
    ]);
  });

  it("are not more than allowed; the newest is then seen to begin", () => {
    expect(levels([raw(0, null), raw(1, null), raw(2, null)], 2)).toEqual([
      ["0-Infinity:0"],
      ["1-2:0", "2-Infinity:0"],
    ]);
  });

  it("remember which span each was", () => {
    expect(stack([raw(0, 10), raw(5, 15), raw(10, 20)], 4).map(({ items }) => [...items])).toEqual([[0, 2], [1]]);
  });
});

const look = (prominent: boolean): Look => ({ fill: "", ink: "", pattern: "plain", shape: null, prominent });
const spec = (id: string, lines: readonly SpanColumns[], height: number): LaneSpec => ({
  id,
  lines,
  looks: [look(false), look(false), look(true)],
  height,
  join: true,
  counts: false,
  least: 1,
  text: () => "",
});

describe("under the pointer", () => {
  const lanes = placeLanes([spec("state", [LINE], 30), spec("alarm", stack([raw(0, 50), raw(20, 60)], 4), 10)], 40);
  const scale = { window: { from: 0, to: 100 }, left: 50, width: 1000 };
  const hit = (x: number, y: number) => {
    const found = hitLanes(lanes, x, y, scale, 100, 1);
    return found === null ? null : `${found.lane.id} ${found.item} @${found.at}`;
  };

  it("are the lanes one under the other", () => {
    expect(lanes.map(({ top, bottom }) => [top, bottom])).toEqual([
      [40, 70],
      [76, 97],
    ]);
    expect(lanes.map((lane) => lineTop(lane, 1))).toEqual([71, 87]);
  });

  it("is the span of the lane and of its level", () => {
    expect(hit(100, 50)).toBe("state 0 @5");
    expect(hit(300, 50)).toBe("state -1 @25");
    expect(hit(300, 80)).toBe("alarm 0 @25");
    expect(hit(300, 90)).toBe("alarm 1 @25");
    expect(hit(150, 90)).toBe("alarm 0 @10"); // its own level is empty there
    expect(hit(300, 20)).toBeNull();
    expect(hit(20, 50)).toBeNull();
  });

  it("is a short alarm rather than what surrounds it", () => {
    const line = toColumns([raw(0, 50), raw(50, 50.01, ALARM), raw(50.01, 100)]);
    const near = (at: number): number => spanNear(line, at, 1, 100, (kind) => kind === ALARM);
    expect([48, 49.5, 50.005, 50.5, 52].map(near)).toEqual([0, 1, 1, 1, 2]);
  });

  it("is a lone short span within reach, and none beyond", () => {
    const line = toColumns([raw(50, 50.01)]);
    const near = (at: number): number => spanNear(line, at, 1, 100, () => false);
    expect([48, 49.2, 50.8, 52].map(near)).toEqual([-1, 0, 0, -1]);
  });

  it("is nothing after the present", () => {
    expect(spanNear(LINE, 60, 1, 50, () => false)).toBe(-1);
  });

  it("changes lead from one to the next", () => {
    expect([-5, 0, 12, 40].map((at) => neighbourStart(LINE, at, 1))).toEqual([0, 10, 30, null]);
    expect([-5, 0, 12, 30, 99].map((at) => neighbourStart(LINE, at, -1))).toEqual([null, null, 10, 10, 40]);
  });
});
