/** Time, its corrections and stops as the screens ask for them; acts that make them true anew. */

import type { UseQueryResult } from "@tanstack/react-query";
import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useRef } from "react";

import { useApi } from "../hooks";
import type { Act, StopsAsked } from "./ask";
import { askChoices, askLog, askShifts, askStops, askTime, send } from "./ask";
import type { Corrected, CorrectionLog, ReasonChoice, ShiftTurns, Stops, TimeAccount } from "./types";
import type { Window } from "@/core/instant";
import { newKey } from "@/core/key";

/** What lasts grows: it is asked for again so often. */
const REFRESH_MS = 15_000;

/** Answers that an act makes false. */
const FALSE_NOW = ["account", "accounts", "corrections", "shifts", "stops", "figures", "times", "losses"];

export function useTime(machine: string, window: Window, live: boolean): UseQueryResult<TimeAccount> {
  const { client } = useApi();
  return useQuery({
    queryKey: ["account", machine, window.from, window.to],
    queryFn: ({ signal }) => askTime(client, machine, window, { signal }),
    placeholderData: (previous, query) => (query?.queryKey[1] === machine ? previous : undefined),
    refetchInterval: live ? REFRESH_MS : false,
    gcTime: 60_000,
  });
}

export function useCorrectionLog(machine: string, window: Window): UseQueryResult<CorrectionLog> {
  const { client } = useApi();
  return useQuery({
    queryKey: ["corrections", machine, window.from, window.to],
    queryFn: ({ signal }) => askLog(client, machine, window, { signal }),
    placeholderData: (previous, query) => (query?.queryKey[1] === machine ? previous : undefined),
    refetchInterval: REFRESH_MS,
    gcTime: 60_000,
  });
}

export function useShifts(machine: string, window: Window): UseQueryResult<ShiftTurns> {
  const { client } = useApi();
  return useQuery({
    queryKey: ["shifts", "turns", machine, window.from, window.to],
    queryFn: ({ signal }) => askShifts(client, machine, window, { signal }),
    placeholderData: (previous, query) => (query?.queryKey[2] === machine ? previous : undefined),
    gcTime: 60_000,
  });
}

const NONE: readonly ReasonChoice[] = [];

/** Every reason of the tree, each with whether it may be given on the machine. */
export function useReasonChoices(machine?: string): readonly ReasonChoice[] {
  const { client } = useApi();
  const { data } = useQuery({
    queryKey: ["reasons", "choices", machine ?? ""],
    queryFn: ({ signal }) => askChoices(client, machine, { signal }),
    staleTime: 300_000,
  });
  return data?.reasons ?? NONE;
}

/** The newest stops first, a page at a time. */
export function useStops(asked: StopsAsked, live: boolean) {
  const { client } = useApi();
  return useInfiniteQuery({
    queryKey: ["stops", asked],
    queryFn: ({ signal, pageParam }: { signal: AbortSignal; pageParam: string | undefined }): Promise<Stops> =>
      askStops(client, asked, pageParam, { signal }),
    initialPageParam: undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
    placeholderData: keepPreviousData,
    refetchInterval: live ? REFRESH_MS : false,
  });
}

export interface Acting {
  readonly act: (act: Act) => Promise<Corrected>;
  readonly pending: boolean;
  readonly error: Error | null;
  readonly forget: () => void;
}

/**
 * Acts of a person. Until one has succeeded, the same act keeps its key: a double click, or a second try after the
 * answer was lost, makes one correction.
 */
export function useActing(): Acting {
  const { client } = useApi();
  const queries = useQueryClient();
  const last = useRef({ text: "", key: "" });
  const { mutateAsync, isPending, error, reset } = useMutation({
    mutationFn: (act: Act) => {
      const text = JSON.stringify(act);
      if (text !== last.current.text) {
        last.current = { text, key: newKey() };
      }
      return send(client, last.current.key, act);
    },
    onSuccess: async () => {
      last.current = { text: "", key: "" };
      await queries.invalidateQueries({ predicate: ({ queryKey }) => FALSE_NOW.includes(String(queryKey[0])) });
    },
    onError: async () => {
      // Perhaps somebody else was quicker: show what is there now.
      await queries.invalidateQueries({ queryKey: ["corrections"] });
    },
  });
  const act = useCallback((given: Act) => mutateAsync(given), [mutateAsync]);
  return { act, pending: isPending, error, forget: reset };
}
