/** Paints one signal over time: its curve with extremes, or its words. */

import type { Ms } from "@/core/instant";
import type { Texts } from "./drawText";
import type { Fills } from "./fills";
import type { Palette } from "./palette";
import type { Scale } from "./scale";
import { xOf } from "./scale";
import type { NumberTrace, TextTrace } from "./trace";
import type { Range } from "./valueAxis";
import { valueTicks, yOf } from "./valueAxis";

export interface TraceView {
  readonly scale: Scale;
  /** Nothing is drawn after this. */
  readonly now: Ms;
  readonly palette: Palette;
  readonly fills: Fills;
  readonly texts: Texts;
  readonly unit: number;
  readonly color: string;
  /** Upper edge and height of the drawing, in pixels. */
  readonly top: number;
  readonly height: number;
}

/** Scales of values stand at the left, right-aligned, in `left - 8` pixels. */
export function drawValueAxis(
  context: CanvasRenderingContext2D,
  range: Range,
  view: TraceView,
  label: (value: number) => string,
): void {
  const { scale, palette, texts, unit, top, height } = view;
  context.font = `500 ${11 * unit}px ${palette.font}`;
  context.textBaseline = "middle";
  context.strokeStyle = palette.line;
  context.fillStyle = palette.muted;
  context.lineWidth = 1;
  context.beginPath();
  for (const mark of valueTicks(range, Math.max(2, Math.floor(height / (18 * unit))))) {
    const y = Math.round(yOf(mark, range, top, height)) + 0.5;
    context.moveTo(scale.left, y);
    context.lineTo(scale.left + scale.width, y);
    const text = label(mark);
    context.fillText(text, scale.left - 8 * unit - texts.width(text), y);
  }
  context.stroke();
}

function clipped(context: CanvasRenderingContext2D, view: TraceView, draw: () => void): void {
  const { scale, now, top, height } = view;
  const end = Math.min(scale.left + scale.width, xOf(now, scale));
  context.save();
  context.beginPath();
  context.rect(scale.left, top - 2, Math.max(0, end - scale.left), height + 4);
  context.clip();
  draw();
  context.restore();
}

/** First vertex whose successor may be seen. */
function firstSeen({ at }: NumberTrace, from: Ms): number {
  let [low, high] = [0, at.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((at[middle] ?? 0) < from) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return Math.max(0, low - 1);
}

/** More vertices than this in one column of pixels are drawn as what they span. */
const CROWD = 4;

/** A line through the vertices; where they crowd, the extremes of each column of pixels and the line through its ends. */
class Line {
  readonly dots: [number, number][] = [];
  readonly bars: [x: number, y0: number, y1: number][] = [];
  private readonly context: CanvasRenderingContext2D;
  private drawing = false;
  private alone: [number, number] | null = null;
  private column = Number.NaN;
  private held: [number, number][] = [];

  constructor(context: CanvasRenderingContext2D) {
    this.context = context;
    context.beginPath();
  }

  to(x: number, y: number): void {
    const column = Math.floor(x);
    if (column !== this.column) {
      this.flush();
      this.column = column;
    }
    this.held.push([x, y]);
  }

  lift(): void {
    this.flush();
    if (this.alone !== null) {
      this.dots.push(this.alone);
    }
    this.alone = null;
    this.drawing = false;
    this.column = Number.NaN;
  }

  private flush(): void {
    const { held } = this;
    const [first, last] = [held[0], held.at(-1)];
    if (held.length > CROWD && first !== undefined && last !== undefined) {
      const heights = held.map(([, y]) => y);
      this.bars.push([this.column, Math.min(...heights), Math.max(...heights)]);
      this.put(first);
      this.put(last);
    } else {
      for (const vertex of held) {
        this.put(vertex);
      }
    }
    this.held = [];
  }

  private put([x, y]: [number, number]): void {
    if (this.drawing) {
      this.context.lineTo(x, y);
      this.alone = null;
    } else {
      this.context.moveTo(x, y);
      this.drawing = true;
      // A value that stands alone between two gaps would be a line of no length.
      this.alone = [x, y];
    }
  }
}

const FAINT = 0.28;

export function drawNumbers(
  context: CanvasRenderingContext2D,
  trace: NumberTrace,
  range: Range,
  view: TraceView,
): void {
  const { scale, color, unit, top, height } = view;
  const { window } = scale;
  const edge = scale.left + scale.width + 10;
  const x = (at: Ms): number => Math.min(edge, xOf(at, scale));
  const y = (value: number): number => yOf(value, range, top, height);
  clipped(context, view, () => {
    context.fillStyle = color;
    context.strokeStyle = color;
    context.lineWidth = 1.5 * unit;
    context.lineJoin = "round";
    const line = new Line(context);
    for (let index = firstSeen(trace, window.from); index < trace.at.length; index += 1) {
      const at = trace.at[index] ?? 0;
      const value = trace.value[index] ?? Number.NaN;
      if (Number.isNaN(value)) {
        line.lift();
      } else {
        line.to(x(at), y(value));
      }
      if (at > window.to) {
        break;
      }
    }
    line.lift();
    context.stroke();
    context.globalAlpha = FAINT;
    for (const band of trace.bands) {
      if (band.to >= window.from && band.from <= window.to) {
        const left = x(band.from);
        context.fillRect(left, y(band.max), Math.max(1, x(band.to) - left), Math.max(1, y(band.min) - y(band.max)));
      }
    }
    for (const [column, y0, y1] of line.bars) {
      context.fillRect(column, y0, 1, Math.max(1, y1 - y0));
    }
    context.globalAlpha = 1;
    for (const [dotX, dotY] of line.dots) {
      context.beginPath();
      context.arc(dotX, dotY, 2 * unit, 0, 2 * Math.PI);
      context.fill();
    }
  });
}

/** From this width on, in units, the beginning of a word is marked. */
const MARKED = 4;

/** Neighbouring words alternate in strength, so that a change is seen even where no word fits. */
export function drawTexts(context: CanvasRenderingContext2D, trace: TextTrace, view: TraceView): void {
  const { scale, color, palette, fills, texts, unit, top, height } = view;
  const { window } = scale;
  const end = scale.left + scale.width;
  clipped(context, view, () => {
    context.font = `500 ${11.5 * unit}px ${palette.font}`;
    context.textBaseline = "middle";
    for (const [index, span] of trace.spans.entries()) {
      if (span.end < window.from || span.start > window.to) {
        continue;
      }
      const from = Math.max(scale.left, xOf(span.start, scale));
      const to = Math.min(end, xOf(Math.min(span.end, view.now), scale));
      const width = Math.max(1, to - from);
      if (span.many > 1) {
        context.fillStyle = fills.of({ fill: palette.sunken, ink: color, pattern: "bars" }, xOf(0, scale) % 4096);
        context.fillRect(from, top, width, height);
        continue;
      }
      // Where changes crowd, marks of each would run together into one solid bar.
      const apart = width >= MARKED * unit;
      context.globalAlpha = !apart ? 0.4 : index % 2 === 0 ? 0.28 : 0.14;
      context.fillStyle = color;
      context.fillRect(from, top, width, height);
      context.globalAlpha = 1;
      if (apart && xOf(span.start, scale) >= scale.left) {
        context.fillRect(from, top, 1, height);
      }
      const text = texts.fit(span.text, width - 10 * unit);
      if (text !== "") {
        context.fillStyle = palette.text;
        context.fillText(text, from + 5 * unit, top + height / 2);
      }
    }
  });
}
