/** Marks a moment on the lanes and on every curve. */

import type { Brush } from "@/charts";
import { xOf } from "@/charts";
import type { Ms } from "@/core/instant";
import { areaOf } from "./geometry";

/** A line through the whole height at an instant; nothing when it is out of sight. */
export function drawMoment(
  { context, size, window }: Brush,
  at: Ms,
  color: string,
  given: { readonly dashed?: boolean; readonly handle?: number } = {},
): void {
  const scale = { window, ...areaOf(size.width, size.unit) };
  const x = Math.round(xOf(at, scale));
  if (x < scale.left || x > scale.left + scale.width + 1) {
    return;
  }
  context.save();
  context.strokeStyle = color;
  context.fillStyle = color;
  context.lineWidth = 1.5 * size.unit;
  context.setLineDash(given.dashed === true ? [4 * size.unit, 3 * size.unit] : []);
  context.beginPath();
  context.moveTo(x, (given.handle ?? 0) * size.unit);
  context.lineTo(x, size.height);
  context.stroke();
  if (given.handle !== undefined) {
    const [half, y] = [5 * size.unit, given.handle * size.unit];
    context.beginPath();
    context.moveTo(x - half, y - half);
    context.lineTo(x + half, y - half);
    context.lineTo(x, y + half);
    context.fill();
  }
  context.restore();
}
