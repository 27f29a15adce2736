/** The state lines of the plant over a window, loaded and kept true by the live corrections. */

import { useCallback, useEffect, useMemo, useSyncExternalStore } from "react";

import type { StateLookup } from "@/api";
import { useTimelines } from "@/api";
import type { Window } from "@/core/instant";
import type { SpansMessage } from "@/live";
import { useAllSpans } from "@/live";
import { Rows } from "./rows";

/** Numbers of the states by code, as `looks` are ordered; a code that nobody declared counts as no data. */
function numbering(states: StateLookup): (code: string) => number {
  const numbers = new Map(states.all.map(({ code }, index) => [code, index]));
  const unknown = Math.max(
    0,
    states.all.findIndex(({ base }) => base === "no_data"),
  );
  return (code) => numbers.get(code) ?? unknown;
}

export interface LoadedRows {
  readonly rows: Rows;
  readonly error: Error | null;
  readonly loading: boolean;
  readonly retry: () => void;
}

/** `changed` is called when something must be drawn anew. */
export function useRows(
  window: Window,
  machines: readonly string[],
  states: StateLookup,
  changed: () => void,
  enabled: boolean,
): LoadedRows {
  const query = useTimelines(window, machines, enabled);
  const rows = useMemo(() => new Rows(numbering(states)), [states]);
  const { data } = query;
  // what is written beside the lines depends on what is loaded
  useSyncExternalStore(rows.onLoad, () => rows.loaded);
  useEffect(() => {
    if (data !== undefined) {
      rows.load(data);
      changed();
    }
  }, [rows, data, changed]);
  const hear = useCallback(
    (message: SpansMessage) => {
      if (message.track === "state") {
        rows.correct(message);
        changed();
      }
    },
    [rows, changed],
  );
  useAllSpans(hear);
  return {
    rows,
    error: data === undefined ? query.error : null,
    loading: data === undefined,
    retry: () => void query.refetch(),
  };
}
