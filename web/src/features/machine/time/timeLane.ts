/** The account as a lane of the timeline: reasons in their colours, what nobody explained loud, work quiet. Pure. */

import type { ReasonChoice } from "@/api/corrections";
import type { LaneSpec, Look, Paints, Palette } from "@/charts";
import { toColumns } from "@/charts";
import type { TimeClass } from "@/core/reason";
import { TIME_CLASSES, glyphOfClass, reasonColor, reasonInk, tokenOfClass } from "@/core/reason";
import type { Piece } from "./pieces";

export const TIME_LANE = "time";

/** Looks of the classes in their order, then of the reasons in theirs. */
export type TimeLooks = readonly Look[];

const PATTERNS: Readonly<Partial<Record<TimeClass, Look["pattern"]>>> = {
  unexplained: "rising",
  no_data: "falling",
  dark: "falling",
};

/** Classes that are no stop need no shape: the state lane above has it. */
const SHAPED = new Set<TimeClass>(["unexplained", "planned", "preventive", "failure", "delay", "setup"]);

export function readTimeLooks(reasons: readonly ReasonChoice[]): (paints: Paints, palette: Palette) => TimeLooks {
  return (paints, palette) => [
    ...TIME_CLASSES.map((name): Look => {
      const pattern = PATTERNS[name] ?? "plain";
      return {
        fill: paints.color(`var(--${tokenOfClass(name)})`),
        ink: pattern === "falling" ? palette.hatch : paints.color(`var(--${tokenOfClass(name)}-ink)`),
        pattern,
        shape: SHAPED.has(name) ? glyphOfClass(name) : null,
        prominent: name === "unexplained",
      };
    }),
    ...reasons.map(({ color, shape }): Look => ({
      fill: paints.color(reasonColor(color)),
      ink: paints.color(reasonInk(color)),
      pattern: "plain",
      shape,
      prominent: true,
    })),
  ];
}

/** The lane of the pieces; the item of a span is its piece. */
export function timeLane(
  pieces: readonly Piece[],
  reasons: readonly ReasonChoice[],
  looks: TimeLooks,
  text: (piece: Piece) => string,
): LaneSpec {
  const codes = new Map(reasons.map(({ code }, index) => [code, TIME_CLASSES.length + index]));
  const kindOf = ({ reason, timeClass }: Piece): number => codes.get(reason) ?? TIME_CLASSES.indexOf(timeClass);
  return {
    id: TIME_LANE,
    lines: [
      toColumns(pieces.map((piece) => ({ start: piece.from, end: piece.open ? null : piece.to, kind: kindOf(piece) }))),
    ],
    looks,
    height: 28,
    join: false,
    counts: false,
    least: 2,
    text: (_, item) => {
      const piece = pieces[item];
      return piece?.kind === "stop" ? text(piece) : "";
    },
  };
}
