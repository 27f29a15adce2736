/** The loaded timeline of the page's window, kept true by the live corrections. */

import { useCallback, useMemo, useState } from "react";

import type { Timeline, TrackName } from "@/api";
import { useTimeline, useTimelineChange } from "@/api";
import type { Window } from "@/core/instant";
import { parseInstant } from "@/core/instant";
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

/** How long a correction may overtake an answer that was read before it. */
const OVERTAKES_MS = 30_000;

/**
 * Corrections are laid over whatever is loaded as they come; later answers hold them already.
 *
 * An answer that was read before a correction may arrive after it. So the corrections of the last moments are
 * laid over each answer once more; doing it twice changes nothing.
 *
 * `refreshMs` asks anew where the window still changes without moving.
 */
export function useMachineTimeline(id: string, window: Window, refreshMs: number | undefined): LoadedTimeline {
  const query = useTimeline(id, window, TRACKS, { refreshMs });
  const change = useTimelineChange(id);
  const [recent, setRecent] = useState<readonly SpansMessage[]>([]);
  const hear = useCallback(
    (message: SpansMessage) => {
      change((loaded) => applySpans(loaded, message));
      const since = parseInstant(message.now) - OVERTAKES_MS;
      setRecent((last) => [...last.filter(({ now }) => parseInstant(now) >= since), message]);
    },
    [change],
  );
  useSpans(id, hear);
  const loaded = query.data;
  const timeline = useMemo(
    () => (loaded === undefined ? undefined : recent.filter(({ now }) => now >= loaded.now).reduce(applySpans, loaded)),
    [loaded, recent],
  );
  return {
    timeline,
    error: loaded === undefined ? query.error : null,
    stale: query.isPlaceholderData,
    retry: () => void query.refetch(),
  };
}
