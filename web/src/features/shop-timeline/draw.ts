/** Paints the axis and the lines that are on the screen. */

import type { Brush, Look, Palette, Scale, TickUnit } from "@/charts";
import { AXIS_HEIGHT, Runs, drawAxis, drawGrid, drawShape, pack, xOf } from "@/charts";
import type { Ms } from "@/core/instant";
import type { Line } from "./lines";
import { linesWithin } from "./lines";
import type { RowSource } from "./rows";
import type { BandsOf } from "./useBands";

/** What is painted; lengths in pixels. */
export interface Picture {
  readonly now: Ms;
  /** How far the lines are scrolled. */
  readonly scrolled: number;
  readonly lines: readonly Line[];
  readonly rows: RowSource;
  /** By the number of what the rows show. */
  readonly looks: readonly Look[];
  /** The shifts behind the line of a machine. */
  readonly bands: BandsOf;
  /** Draw the glyph of a look where there is room: reasons are more than the textures can tell apart. */
  readonly glyphs: boolean;
  readonly palette: Palette;
  readonly zone: string;
  readonly label: (at: Ms, unit: TickUnit) => string;
  readonly dayLabel: (at: Ms) => string;
  /** Index of the line under the pointer, or -1. */
  readonly hovered: number;
  /** The stretch that is being chosen, or null. */
  readonly chosen: { readonly x0: number; readonly x1: number } | null;
}

const runs = new Runs();

/** A run narrower than this is too narrow for a texture. */
const NARROW = 3;

/** A run so many times as wide as it is high has room for a glyph. */
const ROOMY = 1.6;

export function drawPicture({ context, size, window, fills, texts }: Brush, picture: Picture): void {
  const { width, height, unit } = size;
  const { palette, zone, lines, scrolled } = picture;
  const scale: Scale = { window, left: 0, width };
  const axis = AXIS_HEIGHT * unit;
  const [first, last] = linesWithin(lines, scrolled, scrolled + height - axis);

  context.save();
  context.beginPath();
  context.rect(0, axis, width, height - axis);
  context.clip();
  drawGrid(context, { scale, zone, palette, unit }, height);
  const columns = Math.max(1, Math.round(width));
  const prominent = Uint8Array.from(picture.looks, (look) => Number(look.prominent));
  const shift = xOf(0, scale) % 4096;
  for (const [index, line] of lines.slice(first, last).entries()) {
    if (line.kind === "machine") {
      const top = axis + line.top - scrolled;
      const bar = { top: top + Math.max(1, Math.round(line.height * 0.12)), height: 0 };
      bar.height = line.height - 2 * (bar.top - top);
      drawBands(context, picture, scale, line.id, { top, height: line.height });
      drawGround(context, picture, scale, bar);
      runs.clear();
      const { from, to } = window;
      pack(picture.rows.row(line.id), { from, to, columns, now: picture.now, prominent, join: true }, runs);
      for (let run = 0; run < runs.length; run += 1) {
        const look = picture.looks[runs.kind[run] ?? 0];
        const x = runs.x0[run] ?? 0;
        const wide = (runs.x1[run] ?? 0) - x;
        if (look !== undefined) {
          context.fillStyle = wide < NARROW ? look.fill : fills.of(look, shift);
          context.fillRect(x, bar.top, wide, bar.height);
          if (picture.glyphs && wide >= ROOMY * bar.height) {
            drawGlyph(context, look, x + 2, bar);
          }
        }
      }
      if (first + index === picture.hovered) {
        context.strokeStyle = palette.text;
        context.lineWidth = 1;
        context.strokeRect(0.5, bar.top - 1.5, width - 1, bar.height + 3);
      }
    }
  }
  drawPresent(context, picture, scale, height);
  context.restore();
  drawAxis(context, { scale, zone, palette, texts, unit, label: picture.label, dayLabel: picture.dayLabel });
  drawChosen(context, picture, height);
}

interface Bar {
  readonly top: number;
  readonly height: number;
}

/** Shifts as tints of the line, one lighter, one darker; outside them the ground stays bare. */
function drawBands(
  context: CanvasRenderingContext2D,
  { bands, palette }: Picture,
  scale: Scale,
  machine: string,
  line: Bar,
): void {
  const right = scale.left + scale.width;
  context.fillStyle = palette.accent;
  for (const { from, to, odd } of bands(machine)) {
    const x = Math.max(scale.left, xOf(from, scale));
    const end = Math.min(right, xOf(to, scale));
    if (end > x) {
      context.globalAlpha = odd ? 0.34 : 0.16;
      context.fillRect(x, line.top, end - x, line.height);
    }
  }
  context.globalAlpha = 1;
}

/** The glyph on plain colour, so that a texture does not run through it. */
function drawGlyph(context: CanvasRenderingContext2D, look: Look, x: number, { top, height }: Bar): void {
  if (look.pattern !== "falling") {
    context.fillStyle = look.fill;
    context.fillRect(x, top, height, height);
    drawShape(context, look, look.ink, x, top, height);
  }
}

/** Where something could be known: what is loaded, up to the present. */
function drawGround(context: CanvasRenderingContext2D, { rows, now, palette }: Picture, scale: Scale, bar: Bar): void {
  const from = Math.max(0, xOf(rows.loaded.from, scale));
  const to = Math.min(scale.width, xOf(Math.min(rows.loaded.to, now), scale));
  context.fillStyle = palette.sunken;
  context.fillRect(from, bar.top, Math.max(0, to - from), bar.height);
}

function drawPresent(context: CanvasRenderingContext2D, { now, palette }: Picture, scale: Scale, height: number): void {
  if (now >= scale.window.from && now < scale.window.to) {
    context.fillStyle = palette.accent;
    context.fillRect(Math.round(xOf(now, scale)), 0, 1.5, height);
  }
}

function drawChosen(context: CanvasRenderingContext2D, { chosen, palette }: Picture, height: number): void {
  if (chosen !== null) {
    const x = Math.min(chosen.x0, chosen.x1);
    const wide = Math.abs(chosen.x1 - chosen.x0);
    context.globalAlpha = 0.18;
    context.fillStyle = palette.accent;
    context.fillRect(x, 0, wide, height);
    context.globalAlpha = 1;
    context.strokeStyle = palette.accent;
    context.strokeRect(x + 0.5, 0.5, wide, height - 1);
  }
}
