/** The loaded timeline of the page's window, kept true by the live corrections. */

import { useCallback } from "react";

import type { Timeline, TrackName } from "@/api";
import { useTimeline, useTimelineChange } from "@/api";
import type { Window } from "@/core/instant";
import type { SpansMessage } from "@/live";
import { useSpans } from "@/live";
import { applySpans } from "./patch";

export const TRACKS: readonly TrackName[] = ["state", "mode", "program", "alarm", "cycle"];

export interface LoadedTimeline {
  readonly timeline: Timeline | undefined;
  readonly error: Error | null;
  /** The window was changed and its answer is still on the way; `timeline` is the one before. */
  readonly stale: boolean;
  readonly retry: () => void;
}

/**
 * Corrections are laid over whatever is loaded as they come; each new answer holds them already.
 *
 * `refreshMs` asks anew where the window still changes without moving.
 */
export function useMachineTimeline(id: string, window: Window, refreshMs: number | undefined): LoadedTimeline {
  const query = useTimeline(id, window, TRACKS, { refreshMs });
  const change = useTimelineChange(id);
  const hear = useCallback(
    (message: SpansMessage) => {
      change((loaded) => applySpans(loaded, message));
    },
    [change],
  );
  useSpans(id, hear);
  return {
    timeline: query.data,
    error: query.data === undefined ? query.error : null,
    stale: query.isPlaceholderData,
    retry: () => void query.refetch(),
  };
}
