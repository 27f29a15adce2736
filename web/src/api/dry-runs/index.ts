/** Trying settings on the past before they are put in force. */

import type { UseQueryResult } from "@tanstack/react-query";
import { keepPreviousData, useQuery } from "@tanstack/react-query";

import { useApi } from "../hooks";
import type { Change, Difference } from "./types";
import type { Window } from "@/core/instant";
import { toWire } from "@/core/instant";

export type * from "./types";

/** The difference the changes would make in the window; null asks nothing. */
export function useDryRun(
  changes: readonly Change[] | null,
  window: Window,
  kpis: readonly string[],
): UseQueryResult<Difference> {
  const { client, language } = useApi();
  return useQuery({
    queryKey: ["dry-run", language, window.from, window.to, JSON.stringify(changes), kpis.join(",")],
    queryFn: () =>
      client.send<Difference>("POST", "/dry-runs", {
        changes,
        from: toWire(window.from),
        to: toWire(window.to),
        machines: null,
        kpis,
      }),
    enabled: changes !== null,
    placeholderData: keepPreviousData,
    staleTime: Infinity,
    gcTime: 60_000,
  });
}
