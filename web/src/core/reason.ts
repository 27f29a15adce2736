/** What reasons and classes of time mean to the screen: order, colour token, glyph. No React. */

import type { Shape } from "./state";

/** Colour tokens that a reason of the plant may have. */
export const REASON_TOKENS = [
  ...(["reason-1", "reason-2", "reason-3", "reason-4", "reason-5", "reason-6"] as const),
  ...(["reason-7", "reason-8", "reason-9", "reason-10", "reason-11", "reason-12"] as const),
] as const;
export type ReasonToken = (typeof REASON_TOKENS)[number];

/** Colour token of a stop that nobody explained: no reason may have it. */
export const UNEXPLAINED_TOKEN = "reason-none";

/** What can stand on a colour: the shapes of the plant, and the question of a stop without a reason. */
export type Glyph = Shape | "question";

export function isReasonToken(text: string): text is ReasonToken {
  return (REASON_TOKENS as readonly string[]).includes(text);
}

/** A CSS value for a reason's colour; null (no reason) is the loud one, a token nobody knows is a quiet one. */
export function reasonColor(token: string | null): string {
  if (token === null) {
    return `var(--${UNEXPLAINED_TOKEN})`;
  }
  return isReasonToken(token) ? `var(--${token})` : "var(--line-strong)";
}

/** What is written on that colour. */
export function reasonInk(token: string | null): string {
  if (token === null) {
    return `var(--${UNEXPLAINED_TOKEN}-ink)`;
  }
  return isReasonToken(token) ? `var(--${token}-ink)` : "var(--surface-panel)";
}

/** How an instant counts, from good to lost; the order of every chart. */
export const TIME_CLASSES = [
  "production",
  "setup",
  "micro",
  "delay",
  "failure",
  "unexplained",
  "planned",
  "preventive",
  "not_scheduled",
  "extra",
  "no_data",
  "dark",
] as const;
export type TimeClass = (typeof TIME_CLASSES)[number];

const GLYPHS: Readonly<Record<TimeClass, Glyph>> = {
  production: "play",
  setup: "diamond",
  micro: "circle",
  delay: "pause",
  failure: "triangle",
  unexplained: "question",
  planned: "square",
  preventive: "star",
  not_scheduled: "power",
  extra: "hand",
  no_data: "cross",
  dark: "cross",
};

export function isTimeClass(text: string): text is TimeClass {
  return (TIME_CLASSES as readonly string[]).includes(text);
}

export function glyphOfClass(timeClass: TimeClass): Glyph {
  return GLYPHS[timeClass];
}

/** Token name of a class's colour, e.g. `class-not-scheduled`. */
export function tokenOfClass(timeClass: TimeClass): string {
  return `class-${timeClass.replace("_", "-")}`;
}
