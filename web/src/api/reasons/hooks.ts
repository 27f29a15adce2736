/** Settings of reasons as the screens ask for them, and putting new ones in force. */

import type { UseMutationResult, UseQueryResult } from "@tanstack/react-query";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { useApi } from "../hooks";
import type { Effect, Reason, ReasonRules, ReasonTree, Rule, RulesVersion, StopSettings, TreeVersion } from "./types";

/** One name for everything about reasons, so that what is put in force is asked for anew everywhere. */
const TOPIC = "reason-settings";
/** Answers elsewhere that new settings make false. */
const FALSE_NOW = [TOPIC, "reasons", "account", "accounts", "stops", "figures", "times", "losses"];

function useDocument<T>(path: string, enabled = true): UseQueryResult<T> {
  const { client } = useApi();
  return useQuery({
    queryKey: [TOPIC, path],
    queryFn: ({ signal }) => client.get<T>(path, {}, { signal }),
    enabled,
  });
}

function usePut<Body>(path: string): UseMutationResult<{ version: number }, unknown, Body & Effect> {
  const { client } = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body) => client.send<{ version: number }>("PUT", path, body),
    onSuccess: () => Promise.all(FALSE_NOW.map((name) => queries.invalidateQueries({ queryKey: [name] }))),
  });
}

export const useReasonTree = (): UseQueryResult<ReasonTree> => useDocument("/reasons");
export const usePutReasons = () => usePut<{ reasons: readonly Reason[] }>("/reasons");
export const useTreeHistory = (enabled: boolean) =>
  useDocument<{ versions: readonly TreeVersion[] }>("/reasons/history", enabled);

export const useReasonRules = (): UseQueryResult<ReasonRules> => useDocument("/reason-rules");
export const usePutRules = () => usePut<{ rules: readonly Rule[] }>("/reason-rules");
export const useRulesHistory = (enabled: boolean) =>
  useDocument<{ versions: readonly RulesVersion[] }>("/reason-rules/history", enabled);

export const useStopSettings = (): UseQueryResult<StopSettings> => useDocument("/stop-settings");
export const usePutStopSettings = () => usePut<Pick<StopSettings, "default" | "machines">>("/stop-settings");
