/** Live corrections laid over a loaded timeline. Pure. */

import type { SpanOut, Timeline } from "@/api";
import { parseInstant } from "@/core/instant";
import type { SpansMessage } from "@/live";

/** Beyond every instant: the end of an interval that is still open. */
const OPEN = Number.POSITIVE_INFINITY;

const startMs = (span: SpanOut): number => parseInstant(span.start);
const endMs = (span: SpanOut): number => (span.end === null ? OPEN : parseInstant(span.end));

/** RFC 3339 texts of one shape order as their instants do, to the microsecond. */
const starts = (span: SpanOut): string => span.start;

/**
 * Remove the spans whose START lies in the message's [start, end) and insert the message's.
 *
 * Spans that do not touch the loaded window are left out; a track that was not loaded stays absent.
 */
export function applySpans(timeline: Timeline, message: SpansMessage): Timeline {
  const loaded = timeline.tracks[message.track];
  if (loaded === null) {
    return timeline;
  }
  const { start, end } = message;
  const [from, to] = [parseInstant(timeline.from), parseInstant(timeline.to)];
  const kept = loaded.filter((span) => starts(span) < start || (end !== null && starts(span) >= end));
  const fresh = message.spans.filter((span) => startMs(span) < to && endMs(span) > from);
  const spans = [...kept, ...fresh].sort((a, b) => (starts(a) < starts(b) ? -1 : Number(starts(a) > starts(b))));
  return { ...timeline, tracks: { ...timeline.tracks, [message.track]: spans } };
}
