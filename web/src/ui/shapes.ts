/** The shapes of states and reasons as paths, for marks in the page and on a canvas. */

import type { Glyph } from "@/core/reason";

/** One path per shape on a 24 × 24 grid; drawn filled in the ink that contrasts with the colour. */
export const SHAPE_PATHS: Readonly<Record<Glyph, string>> = {
  play: "M8 5v14l11-7z",
  pause: "M7 5h4v14H7zM13 5h4v14h-4z",
  circle: "M12 5.5a6.5 6.5 0 1 0 0 13a6.5 6.5 0 0 0 0-13zm0 2.8a3.7 3.7 0 1 1 0 7.4a3.7 3.7 0 0 1 0-7.4z",
  hand: "M7 11V6.8a1.2 1.2 0 0 1 2.4 0V11h.7V4.9a1.2 1.2 0 0 1 2.4 0V11h.7V5.7a1.2 1.2 0 0 1 2.4 0V11h.7V7.6a1.2 1.2 0 0 1 2.4 0v6.9c0 3.4-2.4 5.7-5.6 5.7c-2.7 0-4.1-1.2-5.3-3.3l-2.6-4.6c-.7-1.3 1-2.4 2-1.2z",
  triangle: "M12 3.6L21.6 20H2.4zM11 9.5v5h2v-5zm0 6.3v2h2v-2z",
  power: "M11 3.5h2v8h-2zM7.8 6.2l1.2 1.7a5.2 5.2 0 1 0 6 0l1.2-1.7a7.3 7.3 0 1 1-8.4 0z",
  cross: "M6.4 4.6L12 10.2l5.6-5.6 1.8 1.8L13.8 12l5.6 5.6-1.8 1.8L12 13.8l-5.6 5.6-1.8-1.8L10.2 12 4.6 6.4z",
  square: "M6 6h12v12H6z",
  diamond: "M12 3.5L20.5 12 12 20.5 3.5 12z",
  star: "M12 3l2.7 5.8 6.3.8-4.6 4.4 1.2 6.3L12 17.2l-5.6 3.1 1.2-6.3L3 9.6l6.3-.8z",
  question:
    "M7.4 8.9C7.4 6 9.3 4.2 12.1 4.2c2.8 0 4.6 1.6 4.6 4 0 1.8-.9 2.9-2.2 3.8-1 .7-1.3 1.2-1.3 2.1v.6h-2.5v-.8c0-1.7.6-2.7 1.9-3.6 1.1-.8 1.5-1.2 1.5-2 0-1-.8-1.7-2-1.7-1.3 0-2.1.8-2.2 2.3zM10.6 16.6h2.9v2.9h-2.9z",
};
