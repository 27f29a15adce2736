/** The questions the screens ask, kept and refreshed by the query library. */

import type { UseQueryResult } from "@tanstack/react-query";
import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import { createContext, useCallback, useContext } from "react";

import type { Client } from "./client";
import { askEach, inPieces } from "./pieces";
import type { Ms, Window } from "@/core/instant";
import { toWire } from "@/core/instant";
import type {
  Explanation,
  MachineDetail,
  MachineList,
  ObservationsOut,
  SignalList,
  Timeline,
  Timelines,
  TrackName,
} from "./types";

interface Value {
  readonly client: Client;
  readonly language: string;
}

export const ApiContext = createContext<Value | null>(null);

/** The client and its language, for the questions of a topic. */
export function useApi(): Value {
  const value = useContext(ApiContext);
  if (value === null) {
    throw new Error("the API is used outside ApiProvider");
  }
  return value;
}

/** Every machine, the plant's states and the site. The live socket keeps the machines fresh afterwards. */
export function useMachineList(): UseQueryResult<MachineList> {
  const { client } = useApi();
  return useQuery({
    queryKey: ["machines"],
    queryFn: ({ signal }) => client.machines({ signal }),
    staleTime: Infinity,
  });
}

/** One machine with its sources and totals, asked again every few seconds. */
export function useMachineDetail(id: string): UseQueryResult<MachineDetail> {
  const { client, language } = useApi();
  return useQuery({
    queryKey: ["machine", id, language],
    queryFn: ({ signal }) => client.machine(id, { signal }),
    refetchInterval: 10_000,
  });
}

export function useSignals(id: string): UseQueryResult<SignalList> {
  const { client } = useApi();
  return useQuery({
    queryKey: ["signals", id],
    queryFn: ({ signal }) => client.signals(id, { signal }),
    staleTime: 60_000,
  });
}

export interface TimelineOptions {
  /** Ask again every so many milliseconds, for a window that reaches the present. */
  readonly refreshMs?: number | undefined;
}

export function useTimeline(
  id: string,
  window: Window,
  tracks: readonly TrackName[],
  { refreshMs }: TimelineOptions = {},
): UseQueryResult<Timeline> {
  const { client } = useApi();
  return useQuery({
    queryKey: ["timeline", id, window.from, window.to, tracks.join(",")],
    queryFn: ({ signal }) => client.timeline(id, window, tracks, { signal }),
    placeholderData: (previous, query) => (query?.queryKey[1] === id ? previous : undefined),
    refetchInterval: refreshMs ?? false,
    gcTime: 60_000, // a window that follows the present is another one every few seconds
  });
}

/** Change what is loaded of a machine's timeline in place, for what the live stream corrects. */
export function useTimelineChange(id: string): (change: (loaded: Timeline) => Timeline) => void {
  const queries = useQueryClient();
  return useCallback(
    (change) => {
      queries.setQueriesData<Timeline>({ queryKey: ["timeline", id] }, (loaded) =>
        loaded === undefined ? undefined : change(loaded),
      );
    },
    [queries, id],
  );
}

/** The state lines of machines over a window; the ones before are kept while new ones are on their way. */
export function useTimelines(window: Window, machines: readonly string[], enabled = true): UseQueryResult<Timelines> {
  const { client } = useApi();
  return useQuery({
    queryKey: ["timelines", window.from, window.to, machines],
    queryFn: async ({ signal }) => {
      const answers = await askEach(inPieces(machines, window), (piece) => client.timelines(window, piece, { signal }));
      return joined(answers, window);
    },
    placeholderData: keepPreviousData,
    staleTime: 60_000,
    gcTime: 30_000, // a plant's week is large: a window that is left is soon let go
    enabled: enabled && machines.length > 0,
  });
}

/** Pieces as one answer, as old as the oldest of them: what was corrected since is laid over it. */
function joined(answers: readonly Timelines[], { from, to }: Window): Timelines {
  const [first] = answers;
  return {
    from: first?.from ?? toWire(from),
    to: first?.to ?? toWire(to),
    now: answers.map(({ now }) => now).toSorted()[0] ?? toWire(from),
    track: "state",
    machines: answers.flatMap(({ machines }) => machines),
  };
}

export function useObservations(
  id: string,
  signalKey: string,
  window: Window,
  maxPoints: number,
  { refreshMs }: TimelineOptions = {},
): UseQueryResult<ObservationsOut> {
  const { client } = useApi();
  return useQuery({
    queryKey: ["observations", id, signalKey, window.from, window.to, maxPoints],
    queryFn: ({ signal }) => client.observations(id, signalKey, window, maxPoints, { signal }),
    placeholderData: keepPreviousData,
    refetchInterval: refreshMs ?? false,
    gcTime: 60_000,
  });
}

export function useExplanation(id: string, at: Ms | null): UseQueryResult<Explanation> {
  const { client, language } = useApi();
  return useQuery({
    queryKey: ["explain", id, at, language],
    queryFn: ({ signal }) => client.explain(id, at ?? 0, { signal }),
    enabled: at !== null,
    staleTime: 60_000,
  });
}
