/** What the base states of a machine mean to the screen: order, colour token, shape. No React. */

/** The seven base states; a plant's own states each map to one of them (glossary). */
export const BASE_STATES = ["running", "paused", "idle", "manual", "alarm", "off", "no_data"] as const;
export type BaseState = (typeof BASE_STATES)[number];

export const SHAPES = [
  "play",
  "pause",
  "circle",
  "hand",
  "triangle",
  "power",
  "cross",
  "square",
  "diamond",
  "star",
] as const;
export type Shape = (typeof SHAPES)[number];

const SHAPE_OF_BASE: Readonly<Record<BaseState, Shape>> = {
  running: "play",
  paused: "pause",
  idle: "circle",
  manual: "hand",
  alarm: "triangle",
  off: "power",
  no_data: "cross",
};

/** How soon a person should look at a machine in this state: the lower, the sooner. */
const URGENCY: Readonly<Record<BaseState, number>> = {
  alarm: 0,
  no_data: 1,
  idle: 2,
  paused: 3,
  manual: 4,
  running: 5,
  off: 6,
};

export function isBaseState(text: string): text is BaseState {
  return (BASE_STATES as readonly string[]).includes(text);
}

export function isShape(text: string): text is Shape {
  return (SHAPES as readonly string[]).includes(text);
}

export function shapeOfBase(base: BaseState): Shape {
  return SHAPE_OF_BASE[base];
}

export function urgency(base: BaseState): number {
  return URGENCY[base];
}

/** Token name of a base state's colour, e.g. `state-no-data`. */
export function tokenOfBase(base: BaseState): string {
  return `state-${base.replace("_", "-")}`;
}

/** Names of colour tokens a plant's own state may use; anything else falls back to its base. */
const TOKEN = /^[a-z][a-z0-9-]{0,40}$/;

/**
 * A CSS value for a state's colour: the plant's token if it is well-formed and known to the style
 * sheet, else the base state's own colour.
 */
export function colorVar(token: string, base: BaseState): string {
  const fallback = `var(--${tokenOfBase(base)})`;
  const name = token.replaceAll("_", "-");
  return TOKEN.test(name) ? `var(--${name}, ${fallback})` : fallback;
}
