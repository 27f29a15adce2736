/** The timeline as rows of a table. Pure. */

import type { Timeline } from "@/api";
import type { Description, Words } from "./describe";
import { describe } from "./describe";
import type { LaneId } from "./model";
import { LANES } from "./model";

export interface Row extends Description {
  readonly lane: LaneId;
}

/** Everything that touches the window, by its beginning. */
export function rowsOf(timeline: Timeline, words: Words): readonly Row[] {
  const counts: Readonly<Record<LaneId, number>> = {
    state: timeline.tracks.state?.length ?? 0,
    mode: timeline.tracks.mode?.length ?? 0,
    program: timeline.tracks.program?.length ?? 0,
    cycle: timeline.tracks.cycle?.length ?? 0,
    alarm: timeline.tracks.alarm?.length ?? 0,
    part: timeline.parts.length,
    loss: timeline.losses.length,
  };
  return LANES.flatMap((lane) =>
    Array.from({ length: counts[lane] }, (_, item) => describe(timeline, lane, item, words)).flatMap((found) =>
      found === null ? [] : [{ ...found, lane }],
    ),
  ).toSorted((a, b) => a.start - b.start);
}
