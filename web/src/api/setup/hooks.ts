/** Questions of the wizard: what is at an address, what lies there, and connecting it. */

import type { UseMutationResult, UseQueryResult } from "@tanstack/react-query";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";

import type { Client } from "../client";
import { useApi } from "../hooks";
import type { ProfileWhole } from "../schema";
import type { SettingValues, SourceWhole } from "../sources";
import { isHidden } from "../sources";
import type { ConnectIn, Connected, ConnectorList, Places, RecogniseIn, Recognised, Search } from "./types";

/** Every protocol the house can read, with the form of its settings. */
export function useConnectors(): UseQueryResult<ConnectorList> {
  const { client, language } = useApi();
  return useQuery({
    queryKey: ["connectors", language],
    queryFn: ({ signal }) => client.get<ConnectorList>("/connectors", {}, { signal }),
    staleTime: Infinity,
  });
}

export function useRecognise(): UseMutationResult<Recognised, Error, RecogniseIn> {
  const { client } = useApi();
  return useMutation({ mutationFn: (body) => client.send<Recognised>("POST", "/setup/recognise", body) });
}

export type Browse = (connector: string, settings: SettingValues, folder: string) => Promise<Places>;

/** Looks into a folder of a peer. */
export function useBrowse(): Browse {
  const { client } = useApi();
  return useCallback(
    (connector, settings, folder) => client.send<Places>("POST", "/setup/browse", { connector, settings, folder }),
    [client],
  );
}

export function useStartSearch(): UseMutationResult<{ readonly id: string }, Error, string> {
  const { client } = useApi();
  return useMutation({
    mutationFn: (range) => client.send("POST", "/setup/discover", { range, connectors: [] }),
  });
}

/** A search of a range as it goes on; null asks nothing. */
export function useSearch(id: string | null): UseQueryResult<Search> {
  const { client } = useApi();
  return useQuery({
    queryKey: ["setup-search", id],
    queryFn: ({ signal }) => client.get<Search>(`/setup/discover/${encodeURIComponent(id ?? "")}`, {}, { signal }),
    enabled: id !== null,
    refetchInterval: ({ state }) => (state.data?.finished === true ? false : 1_000),
    gcTime: 0,
  });
}

/** A new machine on one more device of a source that is there; where the source does not take it, nothing is left. */
async function addTo(client: Client, into: string, { machine, source }: ConnectIn): Promise<Connected> {
  const path = `/sources/${encodeURIComponent(into)}`;
  const { source: before, settings } = await client.get<SourceWhole>(path);
  const devices = { ...before.devices, ...source.devices };
  if (machine !== null) {
    await client.send("POST", "/machines", machine);
  }
  try {
    const shown = Object.entries(settings).filter(([, value]) => !isHidden(value));
    const body = { id: into, connector: before.connector, machine: null, devices, settings: Object.fromEntries(shown) };
    await client.send("PUT", path, body);
  } catch (error) {
    if (machine !== null) {
      await client.send("DELETE", `/machines/${encodeURIComponent(machine.id)}`);
    }
    throw error;
  }
  return { machine: Object.values(source.devices)[0] ?? "", source: into };
}

export interface ConnectWanted {
  readonly body: ConnectIn;
  /** A source that reads the address already: the device is added to it. "" = a new source. */
  readonly into: string;
  /** State rules of the machine's own, put in force before it is there. */
  readonly rules: { readonly id: string; readonly text: string } | null;
}

/** Machine and source, both or none; what is shown of either is asked for anew. */
export function useConnect(): UseMutationResult<Connected, Error, ConnectWanted> {
  const { client } = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async ({ body, into, rules }) => {
      if (rules !== null) {
        await client.send<ProfileWhole>("PUT", `/profiles/${encodeURIComponent(rules.id)}`, {
          text: rules.text,
          effective_from: null,
        });
      }
      return into === "" ? client.send<Connected>("POST", "/setup/connect", body) : addTo(client, into, body);
    },
    onSuccess: () =>
      Promise.all(["sources", "machines", "profiles"].map((name) => queries.invalidateQueries({ queryKey: [name] }))),
  });
}
