/** Kinds of machines, as the server knows them. */

export const KINDS = [
  "turning",
  "milling",
  "mill_turn",
  "grinding",
  "edm",
  "saw",
  "press",
  "laser",
  "printer",
  "conveyor",
  "robot",
  "measuring",
  "other",
] as const;
