/** The manual workplace: what people enter of a machine without signals. */

import type { UseMutationResult, UseQueryResult } from "@tanstack/react-query";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRef } from "react";

import { useApi } from "../hooks";
import type { components } from "../schema";
import { newKey } from "@/core/key";

type Schemas = components["schemas"];

export type Manual = Schemas["Manual"];
export type ManualEntry = Schemas["ManualEntry"];
export type ManualSaid = Schemas["ManualSaid"];

/** What a person says; what is left out, nothing is said about. */
export interface Word {
  readonly state?: string;
  readonly program?: string;
  readonly parts?: number;
  readonly scrap?: number;
  /** From when on it holds; left out: now. */
  readonly at?: string;
  readonly comment?: string;
}

export type ManualAct =
  { readonly act: "enter"; readonly word: Word } | { readonly act: "undo"; readonly entry: string };

const REFRESH_MS = 10_000;
/** Answers elsewhere that an entry makes false. */
const FALSE_NOW = ["machine", "timeline", "account", "accounts", "stops", "figures", "times", "corrections"];

const path = (machine: string): string => `/machines/${encodeURIComponent(machine)}/manual`;

export function useManual(machine: string): UseQueryResult<Manual> {
  const { client, language } = useApi();
  return useQuery({
    queryKey: ["manual", machine, language],
    queryFn: ({ signal }) => client.get<Manual>(path(machine), {}, { signal }),
    refetchInterval: REFRESH_MS,
  });
}

/** Enter or take back. Until it has succeeded, the same act keeps its key: a second press makes one entry. */
export function useManualAct(machine: string): UseMutationResult<ManualSaid, Error, ManualAct> {
  const { client, language } = useApi();
  const queries = useQueryClient();
  const last = useRef({ text: "", key: "" });
  return useMutation({
    mutationFn: (wanted: ManualAct) => {
      const text = JSON.stringify(wanted);
      if (text !== last.current.text) {
        last.current = { text, key: newKey() };
      }
      const { key } = last.current;
      return wanted.act === "enter"
        ? client.send<ManualSaid>("POST", path(machine), { key, ...wanted.word })
        : client.send<ManualSaid>("POST", `${path(machine)}/undo`, { key, entry: wanted.entry });
    },
    onSuccess: async (said) => {
      last.current = { text: "", key: "" };
      queries.setQueryData(["manual", machine, language], said.manual);
      await queries.invalidateQueries({ predicate: ({ queryKey }) => FALSE_NOW.includes(String(queryKey[0])) });
    },
    onError: () => queries.invalidateQueries({ queryKey: ["manual", machine] }),
  });
}
