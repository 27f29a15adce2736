/** The reasons of the plant over a window: loaded once, its end asked for again while time goes on. */

import { useMemo } from "react";

import { useCompactAccounts, useReasons } from "@/api/figures";
import type { Ms, Window } from "@/core/instant";
import { HOUR } from "@/core/instant";
import { Kinds, codesIn } from "./kinds";
import { ReasonRows } from "./reasonRows";

/** How far back newer answers reach, and how often they are asked for. */
const TAIL_MS = 3 * HOUR;
const REFRESH_MS = 30_000;

export interface LoadedReasons {
  readonly rows: ReasonRows;
  readonly kinds: Kinds;
  readonly error: Error | null;
  readonly loading: boolean;
  readonly retry: () => void;
}

export function useReasonRows(window: Window, machines: readonly string[], now: Ms, enabled: boolean): LoadedReasons {
  const reasons = useReasons();
  const live = window.to > now;
  const end = useMemo(() => ({ from: Math.max(window.from, window.to - TAIL_MS), to: window.to }), [window]);
  const whole = useCompactAccounts(window, machines, { enabled });
  const tail = useCompactAccounts(end, machines, { enabled: enabled && live, refreshMs: REFRESH_MS });
  const { data } = whole;
  const newer = live && !tail.isPlaceholderData ? tail.data : undefined;
  const kinds = useMemo(() => new Kinds(reasons, codesIn([...(data ?? []), ...(newer ?? [])])), [reasons, data, newer]);
  const rows = useMemo(() => new ReasonRows(data ?? [], newer ?? [], kinds), [data, newer, kinds]);
  return {
    rows,
    kinds,
    error: data === undefined ? whole.error : null,
    loading: data === undefined,
    retry: () => void whole.refetch(),
  };
}
