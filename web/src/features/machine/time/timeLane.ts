/** The account as a lane of the timeline: reasons in their colours, what nobody explained loud, work quiet. Pure. */

import type { ReasonChoice } from "@/api/corrections";
import type { LaneSpec, Look, Paints } from "@/charts";
import { toColumns } from "@/charts";
import { TIME_CLASSES } from "@/core/reason";
import type { Piece } from "./pieces";

export const TIME_LANE = "time";

/** Looks of the classes in their order, then of the reasons in theirs. */
export type TimeLooks = readonly Look[];

export function readTimeLooks(reasons: readonly ReasonChoice[]): (paints: Paints) => TimeLooks {
  return (paints) => [
    ...TIME_CLASSES.map((name) => paints.timeClass(name)),
    ...reasons.map(({ color, shape }) => paints.reason(color, shape)),
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
