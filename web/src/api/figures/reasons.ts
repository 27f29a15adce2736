/** The plant's reasons looked up by code, with an honest stand-in for a code that is not in the tree any more. */

import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";

import { useApi } from "../hooks";
import { askReasons } from "./ask";
import type { Reason } from "./types";

export interface ReasonLookup {
  /** In the order of the tree. */
  readonly all: readonly Reason[];
  /** The reason of a code; undefined for "", which is no reason. */
  get(code: string): Reason | undefined;
}

/** A reason that was taken out of the tree: its code is all that is known of it. */
const standIn = (code: string): Reason => ({
  code,
  parent: "",
  words: { en: code, ru: code },
  kind: "unplanned",
  color: "",
  shape: "square",
  scopes: [],
  active: false,
  usable: false,
  order: 0,
  against_running: "signal",
  against_person: "person",
  carry_hours: 48,
  hint: { en: "", ru: "" },
});

export function reasonLookup(reasons: readonly Reason[]): ReasonLookup {
  const byCode = new Map(reasons.map((reason) => [reason.code, reason]));
  return {
    all: reasons,
    get(code) {
      if (code === "") {
        return undefined;
      }
      return byCode.get(code) ?? standIn(code);
    },
  };
}

const NONE: readonly Reason[] = [];

export function useReasons(): ReasonLookup {
  const { client } = useApi();
  const { data } = useQuery({
    queryKey: ["reasons"],
    queryFn: ({ signal }) => askReasons(client, { signal }),
    staleTime: 300_000,
  });
  const reasons = data?.reasons ?? NONE;
  return useMemo(() => reasonLookup(reasons), [reasons]);
}
