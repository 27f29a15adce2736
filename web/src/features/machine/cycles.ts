/** Cycles of a timeline with the parts that each of them made. Pure. */

import type { PartOut, SpanOut, Timeline } from "@/api";
import { detailText } from "./detail";

export interface Cycle {
  readonly span: SpanOut;
  /** `completed`, `aborted` or `unknown`; empty while it runs. */
  readonly outcome: string;
  /** Parts counted from its start on and not later than its end; 0 when none was counted. */
  readonly parts: number;
  readonly inferred: boolean;
}

/**
 * The newest first. A part counted at the very end of a cycle belongs to it, not to the next one,
 * which may begin at that same instant.
 */
export function cyclesOf(timeline: Timeline): readonly Cycle[] {
  const spans = timeline.tracks.cycle ?? [];
  const parts = timeline.parts;
  let next = 0;
  const cycles = spans.map((span): Cycle => {
    const own: PartOut[] = [];
    for (let part = parts[next]; part !== undefined; part = parts[next]) {
      if (span.end !== null && part.at > span.end) {
        break;
      }
      if (part.at > span.start) {
        own.push(part);
      }
      next += 1;
    }
    return {
      span,
      outcome: span.end === null ? "" : detailText(span, "outcome"),
      parts: own.reduce((sum, part) => sum + part.parts, 0),
      inferred: own.some((part) => part.inferred),
    };
  });
  return cycles.toReversed();
}
