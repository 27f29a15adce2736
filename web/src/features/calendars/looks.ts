/** How shifts are told apart: a colour by their place in the list, and always their name. */

import type { CSSProperties } from "react";

/** Reason colours that lie calmly beside each other. */
const COLOURS = [3, 1, 10, 2, 6, 12, 5, 8] as const;

/** The variables of a shift's colour; for a shift that is not there, of something neutral. */
export function shiftLook(place: number): CSSProperties {
  const colour = COLOURS[place % COLOURS.length];
  const look =
    place < 0 || colour === undefined
      ? { "--shift": "var(--line-strong)", "--shift-ink": "var(--surface-panel)" }
      : { "--shift": `var(--reason-${colour})`, "--shift-ink": `var(--reason-${colour}-ink)` };
  return look;
}
