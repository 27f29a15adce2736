/** Sources as the screens ask for them, and what a person may do to one. */

import type { UseMutationResult, UseQueryResult } from "@tanstack/react-query";
import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { API_BASE } from "../client";
import { useApi } from "../hooks";
import type { SourceBody, SourceGaps, SourceList, SourceNotes, SourceWhole } from "./types";
import type { Window } from "@/core/instant";
import { toWire } from "@/core/instant";

const TOPIC = "sources";
const WATCHED_MS = 3_000;
/** Lines of a journal that are fetched at once. */
const NOTES = 50;

const path = (id: string): string => `/sources/${encodeURIComponent(id)}`;

/** Every source with its health; `everyMs`: how often it is looked at. */
export function useSources(everyMs = WATCHED_MS): UseQueryResult<SourceList> {
  const { client, language } = useApi();
  return useQuery({
    queryKey: [TOPIC, "list", language],
    queryFn: ({ signal }) => client.get<SourceList>("/sources", {}, { signal }),
    placeholderData: keepPreviousData,
    refetchInterval: everyMs,
  });
}

export function useSource(id: string): UseQueryResult<SourceWhole> {
  const { client, language } = useApi();
  return useQuery({
    queryKey: [TOPIC, "one", id, language],
    queryFn: ({ signal }) => client.get<SourceWhole>(path(id), {}, { signal }),
    refetchInterval: WATCHED_MS,
  });
}

export function useSourceGaps(id: string, window: Window): UseQueryResult<SourceGaps> {
  const { client, language } = useApi();
  return useQuery({
    queryKey: [TOPIC, "gaps", id, window.from, window.to, language],
    queryFn: ({ signal }) =>
      client.get<SourceGaps>(`${path(id)}/gaps`, { from: toWire(window.from), to: toWire(window.to) }, { signal }),
    placeholderData: keepPreviousData,
    gcTime: 60_000,
  });
}

/** The source's own journal, newest first, a page at a time. */
export function useSourceNotes(id: string) {
  const { client, language } = useApi();
  return useInfiniteQuery({
    queryKey: [TOPIC, "notes", id, language],
    queryFn: ({ signal, pageParam }: { signal: AbortSignal; pageParam: string | undefined }) =>
      client.get<SourceNotes>(`${path(id)}/notes`, { limit: NOTES, before: pageParam }, { signal }),
    initialPageParam: undefined,
    getNextPageParam: ({ notes }) => (notes.length < NOTES ? undefined : notes.at(-1)?.at),
    refetchInterval: 10_000,
  });
}

export type SourceAct =
  | { readonly act: "pause"; readonly reason: string }
  | { readonly act: "resume" }
  | { readonly act: "restart" }
  | { readonly act: "change"; readonly body: SourceBody }
  | { readonly act: "remove" };

/** Do something to a source; what is shown of sources and machines is asked for anew. */
export function useSourceAct(id: string): UseMutationResult<unknown, Error, SourceAct> {
  const { client } = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (wanted: SourceAct) => {
      switch (wanted.act) {
        case "pause":
          return client.send("POST", `${path(id)}/pause`, { reason: wanted.reason });
        case "resume":
        case "restart":
          return client.send("POST", `${path(id)}/${wanted.act}`, {});
        case "change":
          return client.send("PUT", path(id), wanted.body);
        case "remove":
          return client.send("DELETE", path(id));
      }
    },
    onSuccess: async (_, { act }) => {
      if (act === "remove") {
        queries.removeQueries({ queryKey: [TOPIC, "one", id] });
      }
      await Promise.all([
        queries.invalidateQueries({ queryKey: [TOPIC] }),
        queries.invalidateQueries({ queryKey: ["machine"] }),
      ]);
    },
  });
}

/** Where the diagnostics of a source are to be had as a file. */
export const diagnosticsUrl = (id: string, language: string): string =>
  `${API_BASE}${path(id)}/diagnostics?lang=${language}`;
