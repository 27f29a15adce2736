/** The questions about figures as the screens ask them, kept and refreshed by the query library. */

import type { InfiniteData, UseInfiniteQueryResult, UseQueryResult } from "@tanstack/react-query";
import { keepPreviousData, useInfiniteQuery, useQueries, useQuery } from "@tanstack/react-query";

import { useApi } from "../hooks";
import { askEach, inPieces } from "../pieces";
import type { Asked, Filters, FiguresAsked, TimesAsked } from "./ask";
import { askAccount, askAccounts, askExplanation, askFigures, askKpis, askLosses, askShifts, askTimes } from "./ask";
import type { Account, Accounts, Assignments, FigureExplanation, Figures, Kpis, Losses, Shifts, Times } from "./types";
import type { Window } from "@/core/instant";

/** A figure of a window that still grows is asked for again so often; it is a sum, and nobody reads it by the second. */
const REFRESH_MS = 60_000;

export interface Fresh {
  /** Whether the window reaches the present. */
  readonly live: boolean;
  readonly enabled?: boolean;
}

const kept = ({ live, enabled = true }: Fresh) => ({
  placeholderData: keepPreviousData,
  refetchInterval: live ? REFRESH_MS : (false as const),
  staleTime: live ? 0 : REFRESH_MS,
  enabled,
});

export function useKpis(): UseQueryResult<Kpis> {
  const { client } = useApi();
  return useQuery({
    queryKey: ["kpis"],
    queryFn: ({ signal }) => askKpis(client, { signal }),
    staleTime: 5 * REFRESH_MS,
  });
}

export function useFigures(asked: FiguresAsked, fresh: Fresh): UseQueryResult<Figures> {
  const { client } = useApi();
  return useQuery({
    queryKey: ["figures", asked],
    queryFn: ({ signal }) => askFigures(client, asked, { signal }),
    ...kept(fresh),
  });
}

export function useTimes(asked: TimesAsked, fresh: Fresh): UseQueryResult<Times> {
  const { client } = useApi();
  return useQuery({
    queryKey: ["times", asked],
    queryFn: ({ signal }) => askTimes(client, asked, { signal }),
    ...kept(fresh),
  });
}

export function useLosses(asked: Asked, filters: Filters, fresh: Fresh): UseQueryResult<Losses> {
  const { client } = useApi();
  return useQuery({
    queryKey: ["losses", asked, filters],
    queryFn: ({ signal }) => askLosses(client, asked, filters, { signal }),
    ...kept(fresh),
  });
}

/** A figure opened to the ground; further pages bring the stretches before. */
export function useFigureExplanation(
  kpi: string,
  asked: Asked,
  filters: Filters,
): UseInfiniteQueryResult<InfiniteData<FigureExplanation>> {
  const { client } = useApi();
  return useInfiniteQuery({
    queryKey: ["figures", "explain", kpi, asked, filters],
    queryFn: ({ pageParam, signal }) => askExplanation(client, kpi, asked, filters, pageParam, { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
    staleTime: REFRESH_MS,
  });
}

/** The shifts of the plant that touch a window. */
export function useShifts(window: Window, enabled = true): UseQueryResult<Shifts> {
  const { client } = useApi();
  return useQuery({
    queryKey: ["shifts", window.from, window.to],
    queryFn: ({ signal }) => askShifts(client, window, { signal }),
    placeholderData: keepPreviousData,
    staleTime: REFRESH_MS,
    enabled,
  });
}

/** How machines spent a window, compact: states, reasons and classes of time. Asked for in pieces. */
export function useCompactAccounts(
  window: Window,
  machines: readonly string[],
  { refreshMs, enabled = true }: { readonly refreshMs?: number; readonly enabled?: boolean } = {},
): UseQueryResult<readonly Accounts[]> {
  const { client } = useApi();
  return useQuery({
    queryKey: ["accounts", window.from, window.to, machines],
    queryFn: ({ signal }) =>
      askEach(inPieces(machines, window), (piece) => askAccounts(client, window, piece, { signal })),
    placeholderData: keepPreviousData,
    staleTime: REFRESH_MS,
    gcTime: 30_000, // as large as the timelines: let go as soon
    refetchInterval: refreshMs ?? false,
    enabled: enabled && machines.length > 0,
  });
}

/** Which calendar each part of the plant works by. */
export function useAssignments(enabled: boolean): UseQueryResult<Assignments> {
  const { client } = useApi();
  return useQuery({
    queryKey: ["calendars", "assignments"],
    queryFn: ({ signal }) => client.get<Assignments>("/calendars", {}, { signal }),
    staleTime: 5 * REFRESH_MS,
    enabled,
  });
}

/** The stretches of some machines over a window; each machine is a question of its own. */
export function useAccounts(machines: readonly string[], window: Window | null): UseQueryResult<Account>[] {
  const { client } = useApi();
  return useQueries({
    queries: machines.map((machine) => ({
      queryKey: ["account", machine, window?.from, window?.to],
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        askAccount(client, machine, window ?? { from: 0, to: 0 }, { signal }),
      enabled: window !== null,
      staleTime: REFRESH_MS,
    })),
  });
}
