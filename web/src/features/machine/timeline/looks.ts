/** How each kind of thing on the timeline is painted, from the tokens of the theme. */

import type { StateKind } from "@/api";
import type { Look, Paints, Palette } from "@/charts";

/** Looks of the lanes that are not states, each by its kinds. */
export interface Looks {
  readonly palette: Palette;
  readonly state: readonly Look[];
  readonly mode: readonly Look[];
  readonly program: readonly Look[];
  readonly alarm: readonly Look[];
  readonly cycle: readonly Look[];
  readonly part: readonly Look[];
  readonly loss: readonly Look[];
}

export const MODES = ["production", "setup", "maintenance", "other", "unknown"] as const;
/** Neighbouring programs alternate. */
export const PROGRAMS = ["one", "other"] as const;
export const ALARMS = ["FAULT", "WARNING", ""] as const;
export const CYCLES = ["completed", "aborted", "unknown", "running"] as const;
export const PARTS = ["counted", "inferred"] as const;

const plain = { pattern: "plain", shape: null, prominent: false } as const;

export function readLooks(states: readonly StateKind[]): (paints: Paints, palette: Palette) => Looks {
  return (paints, palette) => {
    const { sunken, line, muted, text, danger, warning, lineStrong, accent, panel, hatch } = palette;
    const hover = paints.color("var(--surface-hover)");
    return {
      palette,
      state: states.map(({ color, base, shape }) => paints.state(color, base, shape)),
      mode: [
        { ...plain, fill: line, ink: text },
        { ...plain, fill: line, ink: muted, pattern: "rising" },
        { ...plain, fill: line, ink: muted, pattern: "cross" },
        { ...plain, fill: line, ink: muted, pattern: "dots" },
        { ...plain, fill: sunken, ink: hatch, pattern: "falling" },
      ],
      program: [
        { ...plain, fill: line, ink: text },
        { ...plain, fill: hover, ink: text },
      ],
      alarm: [
        { ...plain, fill: danger, ink: panel, prominent: true },
        { ...plain, fill: warning, ink: panel, pattern: "bars", prominent: true },
        { ...plain, fill: lineStrong, ink: panel, pattern: "dots", prominent: true },
      ],
      cycle: [
        { ...plain, fill: lineStrong, ink: panel },
        { ...plain, fill: sunken, ink: danger, pattern: "rising" },
        { ...plain, fill: sunken, ink: muted, pattern: "dots" },
        { ...plain, fill: accent, ink: panel },
      ],
      part: [
        { ...plain, fill: muted, ink: muted, prominent: true },
        { ...plain, fill: lineStrong, ink: lineStrong, prominent: true },
      ],
      loss: [{ ...plain, fill: sunken, ink: danger, pattern: "cross", prominent: true }],
    };
  };
}
