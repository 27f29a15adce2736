/** Lanes of a timeline: which lines of spans lie where, and what is under a point. Pure. */

import type { Ms } from "@/core/instant";
import type { SpanColumns } from "./columns";
import { indexAt } from "./columns";
import type { Look } from "./palette";
import type { Scale } from "./scale";
import { atOf, msPerPixel } from "./scale";

/** What a lane is made of, before it has a place. Lengths in units (1/16 rem). */
export interface LaneSpec {
  readonly id: string;
  /** One line, or several where spans overlap. */
  readonly lines: readonly SpanColumns[];
  readonly looks: readonly Look[];
  /** Height of each line. */
  readonly height: number;
  /** Neighbouring spans of one look are drawn as one (a state), or apart (cycles). */
  readonly join: boolean;
  /** Its spans have no length: they are ticks, or, where ticks would run together, bars as high as there are many. */
  readonly counts: boolean;
  /** No span is drawn narrower than this. */
  readonly least: number;
  /** Short text for where there is room, empty for none. `item` is the span, or -1 where a run stands for several. */
  readonly text: (kind: number, item: number) => string;
}

/** A lane in its place, still in units. */
export interface Lane extends LaneSpec {
  readonly top: number;
  readonly bottom: number;
}

/** Between two lanes, and between two lines of a lane. */
const LANE_GAP = 6;
const LINE_GAP = 1;

/** Put lanes under each other from `top` on. A lane without a line keeps the room of one. */
export function placeLanes(specs: readonly LaneSpec[], top: number): readonly Lane[] {
  let at = top;
  return specs.map((spec) => {
    const lines = Math.max(1, spec.lines.length);
    const lane = { ...spec, top: at, bottom: at + lines * spec.height + (lines - 1) * LINE_GAP };
    at = lane.bottom + LANE_GAP;
    return lane;
  });
}

export function lineTop(lane: Lane, line: number): number {
  return lane.top + line * (lane.height + LINE_GAP);
}

export const heightOfLanes = (lanes: readonly Lane[]): number => lanes.at(-1)?.bottom ?? 0;

/** What is under a point: the lane, and the span of it if one is there. */
export interface LaneHit {
  readonly lane: Lane;
  /** Index of the source span, or -1 where the lane is empty. */
  readonly item: number;
  readonly at: Ms;
}

/** A pointer this near to a span that is narrower than itself means that span. In pixels. */
const REACH = 3;

/**
 * The span of one line that a pointer at `at` means: the one that is there, unless a prominent one lies within
 * reach, or only then one within reach. -1 for none.
 */
export function spanNear(
  spans: SpanColumns,
  at: Ms,
  reachMs: number,
  now: Ms,
  prominent: (kind: number) => boolean,
): number {
  const own = at <= now ? indexAt(spans, at) : -1;
  if (own >= 0 && prominent(spans.kinds[own] ?? 0)) {
    return own;
  }
  let nearest = own;
  let best = Number.POSITIVE_INFINITY;
  const from = own >= 0 ? own : Math.max(0, firstStartAfter(spans, at) - 1);
  for (let step = -2; step <= 2; step += 1) {
    const index = from + step;
    const start = spans.starts[index];
    const end = spans.ends[index];
    if (index < 0 || index >= spans.length || index === own || start === undefined || end === undefined) {
      continue;
    }
    const distance = at < start ? start - at : Math.max(0, at - Math.min(end, now));
    const loud = prominent(spans.kinds[index] ?? 0);
    if (distance <= reachMs && distance < best && (loud || own < 0)) {
      [nearest, best] = [index, distance];
    }
  }
  return nearest;
}

function firstStartAfter({ starts, length }: SpanColumns, at: Ms): number {
  let [low, high] = [0, length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((starts[middle] ?? 0) > at) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return low;
}

/** What a pointer at (x, y) pixels means; null outside the lanes and their time. `unit` = pixels of a unit. */
export function hitLanes(
  lanes: readonly Lane[],
  x: number,
  y: number,
  scale: Scale,
  now: Ms,
  unit: number,
): LaneHit | null {
  if (x < scale.left || x > scale.left + scale.width) {
    return null;
  }
  const lane = lanes.find(({ top, bottom }) => y >= (top - LANE_GAP / 2) * unit && y < (bottom + LANE_GAP / 2) * unit);
  if (lane === undefined) {
    return null;
  }
  const at = atOf(x, scale);
  const reach = Math.max(REACH, lane.least) * msPerPixel(scale);
  const wanted = Math.floor((y / unit - lane.top) / (lane.height + LINE_GAP));
  const line = Math.min(lane.lines.length - 1, Math.max(0, wanted));
  // The line under the pointer first; where that is empty, another one of the lane.
  for (const spans of [lane.lines[line], ...lane.lines]) {
    const index =
      spans === undefined ? -1 : spanNear(spans, at, reach, now, (kind) => lane.looks[kind]?.prominent ?? false);
    if (spans !== undefined && index >= 0) {
      return { lane, item: spans.items[index] ?? -1, at };
    }
  }
  return { lane, item: -1, at };
}

/** The nearest beginning of a span before or after an instant, for walking along a lane; null at its end. */
export function neighbourStart(spans: SpanColumns, at: Ms, direction: -1 | 1): Ms | null {
  const after = firstStartAfter(spans, at);
  if (direction > 0) {
    return spans.starts[after] ?? null;
  }
  const before = spans.starts[after - 1] === at ? after - 2 : after - 1;
  return spans.starts[before] ?? null;
}
