/** Time on a horizontal axis: instants to pixels and back, zooming, panning, pinching. Pure. */

import type { Ms, Window } from "@/core/instant";

/** A stretch of time laid over `width` pixels that begin at pixel `left`. */
export interface Scale {
  readonly window: Window;
  readonly left: number;
  readonly width: number;
}

/** What a view may show: not shorter, not longer, and not beyond `latest` (the present and a little more). */
export interface ViewLimits {
  readonly shortest: number;
  readonly longest: number;
  readonly latest: Ms;
}

export const lengthOf = (window: Window): number => window.to - window.from;

export function xOf(at: Ms, { window, left, width }: Scale): number {
  return left + ((at - window.from) / lengthOf(window)) * width;
}

/** The instant under a pixel; not rounded. */
export function atOf(x: number, { window, left, width }: Scale): Ms {
  return window.from + ((x - left) / Math.max(1, width)) * lengthOf(window);
}

/** Milliseconds of one pixel. */
export function msPerPixel({ window, width }: Scale): number {
  return lengthOf(window) / Math.max(1, width);
}

/** Keep a window within the limits: first its length (about its middle), then its place. */
export function fitInto(window: Window, limits: ViewLimits): Window {
  const length = Math.min(limits.longest, Math.max(limits.shortest, lengthOf(window)));
  const middle = (window.from + window.to) / 2;
  const to = Math.min(limits.latest, lengthOf(window) === length ? window.to : middle + length / 2);
  return { from: to - length, to };
}

/** Make the window `factor` times as long while the instant `anchor` stays where it is on the screen. */
export function zoomAt(window: Window, factor: number, anchor: Ms, limits: ViewLimits): Window {
  const before = lengthOf(window);
  const length = Math.min(limits.longest, Math.max(limits.shortest, before * factor));
  const share = (anchor - window.from) / before;
  const from = anchor - share * length;
  return fitInto({ from, to: from + length }, limits);
}

/** Move the window; at the present it stops, keeping its length. */
export function panBy(window: Window, ms: number, limits: ViewLimits): Window {
  return fitInto({ from: window.from + ms, to: window.to + ms }, limits);
}

/** Two fingers, each over a pixel when they came down and over another one now. */
export interface Pinch {
  readonly start: readonly [number, number];
  readonly now: readonly [number, number];
}

/** Fingers closer than this no longer tell a length. */
const LEAST_SPREAD = 16;

/** The window that keeps under each finger the instant that it touched first. */
export function pinched(scale: Scale, pinch: Pinch, limits: ViewLimits): Window {
  const [a, b] = [atOf(pinch.start[0], scale), atOf(pinch.start[1], scale)];
  const spread = (one: readonly [number, number]): number => Math.max(LEAST_SPREAD, Math.abs(one[1] - one[0]));
  const factor = spread(pinch.start) / spread(pinch.now);
  const middleAt = (a + b) / 2;
  const middleX = (pinch.now[0] + pinch.now[1]) / 2;
  const length = Math.min(limits.longest, Math.max(limits.shortest, lengthOf(scale.window) * factor));
  const from = middleAt - ((middleX - scale.left) / Math.max(1, scale.width)) * length;
  return fitInto({ from, to: from + length }, limits);
}

/** The window between two pixels, whichever is further left. */
export function brushed(scale: Scale, x0: number, x1: number, limits: ViewLimits): Window {
  const clamp = (x: number): number => Math.min(scale.left + scale.width, Math.max(scale.left, x));
  const [low, high] = [atOf(clamp(Math.min(x0, x1)), scale), atOf(clamp(Math.max(x0, x1)), scale)];
  return fitInto({ from: low, to: high }, limits);
}

/** How much longer the window becomes by one event of the wheel; a notch of a usual mouse is about a quarter. */
export function wheelFactor(deltaPixels: number): number {
  return Math.exp(Math.min(240, Math.max(-240, deltaPixels)) * 0.0022);
}
