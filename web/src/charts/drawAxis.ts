/** Paints a time axis: days above, times below, and the lines that lead down from them. */

import type { Ms } from "@/core/instant";
import { localFields } from "@/core/zone";
import type { Texts } from "./drawText";
import type { Palette } from "./palette";
import type { Scale } from "./scale";
import { xOf } from "./scale";
import type { TickUnit, Ticks } from "./ticks";
import { dayStarts, timeTicks } from "./ticks";

export interface AxisView {
  readonly scale: Scale;
  readonly zone: string;
  readonly palette: Palette;
  readonly texts: Texts;
  readonly unit: number;
  /** What stands at a mark; days have their own line of text. */
  readonly label: (at: Ms, unit: TickUnit) => string;
  readonly dayLabel: (at: Ms) => string;
}

/** Height of an axis, in units. */
export const AXIS_HEIGHT = 40;

/** Room that a label needs, in units: a time, a time with seconds, with thousandths, a day. */
const ROOM: Readonly<Record<TickUnit, number>> = { minute: 58, second: 76, millisecond: 100, day: 92 };

/** The marks that fit; finer readings need more room, so the unit is found by trying. */
export function axisTicks(scale: Scale, unit: number, zone: string): Ticks {
  const coarse = timeTicks(scale.window, scale.width, ROOM.minute * unit, zone);
  return coarse.unit === "minute" ? coarse : timeTicks(scale.window, scale.width, ROOM[coarse.unit] * unit, zone);
}

interface Marks {
  readonly ticks: Ticks;
  readonly days: readonly Ms[];
}

let lastKey = "";
let lastMarks: Marks = { ticks: { step: 1, unit: "day", marks: [] }, days: [] };

/** The marks of a scale. Every canvas of a page asks for the same ones in a frame, and the zone's rules are slow. */
function marksOf(scale: Scale, unit: number, zone: string): Marks {
  const key = [scale.window.from, scale.window.to, scale.width, unit, zone].join(" ");
  if (key !== lastKey) {
    lastMarks = { ticks: axisTicks(scale, unit, zone), days: dayStarts(scale.window, zone) };
    lastKey = key;
  }
  return lastMarks;
}

export function drawAxis(context: CanvasRenderingContext2D, view: AxisView): void {
  const { scale, zone, palette, texts, unit, label, dayLabel } = view;
  const right = scale.left + scale.width;
  const { days, ticks } = marksOf(scale, unit, zone);
  const bottom = AXIS_HEIGHT * unit;

  context.textBaseline = "middle";
  context.fillStyle = palette.text;
  context.font = `600 ${12 * unit}px ${palette.font}`;
  // The day at the left edge stays there until the next one pushes it out.
  const named = [scale.window.from, ...days].map((at, index) => ({ at, x: index === 0 ? scale.left : xOf(at, scale) }));
  for (const [index, { at, x }] of named.entries()) {
    const end = named[index + 1]?.x ?? right + 14 * unit;
    const room = end - x - 10 * unit;
    // A date cut short reads as another date: where it does not fit, the day of the month alone may.
    const text = [dayLabel(at), String(localFields(at, zone).day)].find((label) => texts.width(label) <= room);
    if (text !== undefined) {
      context.fillText(text, x + 5 * unit, 10 * unit);
    }
  }
  context.strokeStyle = palette.lineStrong;
  context.lineWidth = 1;
  context.beginPath();
  for (const at of days) {
    const x = Math.round(xOf(at, scale)) + 0.5;
    context.moveTo(x, 2 * unit);
    context.lineTo(x, bottom);
  }
  context.stroke();

  context.fillStyle = palette.muted;
  context.font = `500 ${11.5 * unit}px ${palette.font}`;
  context.strokeStyle = palette.line;
  context.beginPath();
  for (const at of ticks.marks) {
    const x = Math.round(xOf(at, scale)) + 0.5;
    context.moveTo(x, bottom - 6 * unit);
    context.lineTo(x, bottom);
    const text = ticks.unit === "day" ? "" : label(at, ticks.unit);
    const width = texts.width(text);
    // A label half outside would be read wrong: it appears once it is whole.
    if (x - width / 2 >= scale.left - 4 * unit && x + width / 2 <= right + 2 * unit) {
      context.fillText(text, x - width / 2, 26 * unit);
    }
  }
  context.stroke();
}

/** The lines that lead down from the marks of the axis, through a canvas of `height` pixels. */
export function drawGrid(
  context: CanvasRenderingContext2D,
  { scale, zone, palette, unit }: Pick<AxisView, "scale" | "zone" | "palette" | "unit">,
  height: number,
): void {
  const lines = (marks: readonly Ms[], color: string): void => {
    context.strokeStyle = color;
    context.lineWidth = 1;
    context.beginPath();
    for (const at of marks) {
      const x = Math.round(xOf(at, scale)) + 0.5;
      context.moveTo(x, 0);
      context.lineTo(x, height);
    }
    context.stroke();
  };
  const { days, ticks } = marksOf(scale, unit, zone);
  lines(ticks.marks, palette.line);
  lines(days, palette.lineStrong);
}
