/** Paints lanes of spans on a canvas. */

import { SHAPE_PATHS } from "@/ui/shapes";
import type { Glyph } from "@/core/reason";
import type { Ms, Window } from "@/core/instant";
import type { Texts } from "./drawText";
import type { Lane } from "./lanes";
import { lineTop } from "./lanes";
import { Runs, binned, pack } from "./pack";
import type { Fills } from "./fills";
import type { Look, Palette } from "./palette";
import type { Scale } from "./scale";
import { msPerPixel, xOf } from "./scale";

export interface LaneView {
  readonly scale: Scale;
  readonly now: Ms;
  /** What was asked for; beyond it nothing is known yet. */
  readonly loaded: Window;
  readonly palette: Palette;
  readonly fills: Fills;
  readonly texts: Texts;
  /** Pixels of a unit. */
  readonly unit: number;
}

const paths = new Map<Glyph, Path2D>();

function pathOf(shape: Glyph): Path2D {
  let path = paths.get(shape);
  if (path === undefined) {
    path = new Path2D(SHAPE_PATHS[shape]);
    paths.set(shape, path);
  }
  return path;
}

/** Words and shapes on a look; a hatch is too pale an ink for them. */
const inkOn = (look: Look, palette: Palette): string => (look.pattern === "falling" ? palette.muted : look.ink);

/** The glyph of a look, `size` pixels wide. */
export function drawShape(
  context: CanvasRenderingContext2D,
  look: Look,
  ink: string,
  x: number,
  y: number,
  size: number,
): void {
  if (look.shape === null) {
    return;
  }
  context.save();
  context.translate(x, y);
  context.scale(size / 24, size / 24);
  context.fillStyle = ink;
  context.fill(pathOf(look.shape), "evenodd");
  context.restore();
}

/** How far the textures have moved with the time they cover. */
const shiftOf = (scale: Scale): number => xOf(0, scale) % 4096;

function ground(context: CanvasRenderingContext2D, lane: Lane, view: LaneView): void {
  const { scale, loaded, now, palette, unit } = view;
  const [left, right] = [scale.left, scale.left + scale.width];
  const from = Math.min(right, Math.max(left, xOf(loaded.from, scale)));
  const to = Math.max(left, Math.min(right, xOf(Math.min(loaded.to, now), scale)));
  context.fillStyle = palette.sunken;
  context.fillRect(from, lane.top * unit, Math.max(0, to - from), (lane.bottom - lane.top) * unit);
}

/** Width of a bar that counts, and the ticks of it that still stand apart, in units. */
const BAR = 4;
const APART = 2;

/** Bars as high as there are many in each few pixels; false where the ticks themselves stand apart. */
function drawCounts(context: CanvasRenderingContext2D, lane: Lane, { scale, now, unit }: LaneView): boolean {
  const [spans, look] = [lane.lines[0], lane.looks[0]];
  if (spans === undefined || look === undefined) {
    return true;
  }
  const bar = BAR * unit * msPerPixel(scale);
  // Bars begin at whole multiples of their length, so that panning moves them and does not count anew.
  const from = Math.floor(scale.window.from / bar) * bar;
  const until = Math.min(now, scale.window.to);
  const bins = Math.max(1, Math.ceil((until - from) / bar));
  const counts = binned(spans, { from, to: from + bins * bar }, bins);
  const most = counts.reduce((high, count) => Math.max(high, count), 0);
  if (most <= APART) {
    return false;
  }
  context.fillStyle = look.fill;
  for (const [bin, count] of counts.entries()) {
    const left = Math.max(scale.left, xOf(from + bin * bar, scale));
    const right = Math.min(xOf(until, scale), xOf(from + (bin + 1) * bar, scale)) - 1;
    const height = (count / most) * lane.height * unit;
    context.fillRect(left, lane.bottom * unit - height, Math.max(0, right - left), height);
  }
  return true;
}

const runs = new Runs();

/** Paint one lane: its ground, its runs by look, then shapes and words where there is room. */
export function drawLane(context: CanvasRenderingContext2D, lane: Lane, view: LaneView): void {
  const { scale, now, fills, unit } = view;
  ground(context, lane, view);
  if (lane.counts && drawCounts(context, lane, view)) {
    return;
  }
  const prominent = Uint8Array.from(lane.looks, (look) => Number(look.prominent));
  const columns = Math.max(1, Math.round(scale.width));
  const shift = shiftOf(scale);
  const least = lane.least;
  const right = scale.left + columns;
  for (const [line, spans] of lane.lines.entries()) {
    const top = lineTop(lane, line) * unit;
    const height = lane.height * unit;
    runs.clear();
    pack(spans, { from: scale.window.from, to: scale.window.to, columns, now, prominent, join: lane.join }, runs);
    for (const [kind, look] of lane.looks.entries()) {
      context.fillStyle = fills.of(look, shift);
      for (let run = 0; run < runs.length; run += 1) {
        if (runs.kind[run] === kind) {
          const x0 = runs.x0[run] ?? 0;
          const width = (runs.x1[run] ?? 0) - x0;
          // Neighbours that are not joined keep a hair between them, once there is room for it.
          const gap = lane.join || width < 3 ? 0 : 1;
          const wide = Math.max(least, width - gap);
          context.fillRect(Math.min(scale.left + x0, right - wide), top, wide, height);
        }
      }
    }
    labels(context, lane, view, top, height);
  }
}

function labels(context: CanvasRenderingContext2D, lane: Lane, view: LaneView, top: number, height: number): void {
  const { scale, texts, unit, palette } = view;
  const size = Math.min(18 * unit, height * 0.72);
  const pad = 4 * unit;
  context.font = `500 ${Math.min(12 * unit, height * 0.8)}px ${palette.font}`;
  context.textBaseline = "middle";
  for (let run = 0; run < runs.length; run += 1) {
    const look = lane.looks[runs.kind[run] ?? 0];
    const x = scale.left + (runs.x0[run] ?? 0);
    const width = (runs.x1[run] ?? 0) - (runs.x0[run] ?? 0);
    if (look === undefined || width < 14 * unit) {
      continue;
    }
    let at = x + pad;
    if (look.shape !== null && width >= size + 2 * pad) {
      const y = top + (height - size) / 2;
      if (look.pattern !== "plain") {
        backing(context, look, at - pad / 2, y - 1, size + pad, size + 2);
      }
      drawShape(context, look, inkOn(look, palette), at, y, size);
      at += size + pad;
    }
    const text = texts.fit(lane.text(runs.kind[run] ?? 0, runs.span[run] ?? -1), x + width - pad - at);
    if (text !== "") {
      if (look.pattern !== "plain") {
        backing(context, look, at - pad / 2, top + height / 2 - 8 * unit, texts.width(text) + pad, 16 * unit);
      }
      context.fillStyle = inkOn(look, palette);
      context.fillText(text, at, top + height / 2 + 0.5 * unit);
    }
  }
}

/** Plain colour under a word or a shape, so that a texture does not run through it. */
function backing(
  context: CanvasRenderingContext2D,
  look: Look,
  x: number,
  y: number,
  width: number,
  height: number,
): void {
  context.fillStyle = look.fill;
  context.fillRect(x, y, width, height);
}
