/** The plant's own states looked up by code, with an honest stand-in for a code nobody declared. */

import { useMemo } from "react";

import type { BaseState, StateKind } from "./types";
import { useMachineList } from "./hooks";
import { BASE_STATES, isBaseState, shapeOfBase, tokenOfBase } from "@/core/state";

export interface StateLookup {
  /** Every declared state, in the plant's order. */
  readonly all: readonly StateKind[];
  /** The state of a code; `base` helps where the code itself is not declared. */
  get(code: string, base?: BaseState): StateKind;
}

function standIn(code: string, base: BaseState): StateKind {
  return { code, base, words: { en: code, ru: code }, color: tokenOfBase(base), shape: shapeOfBase(base) };
}

export function stateLookup(kinds: readonly StateKind[]): StateLookup {
  const byCode = new Map(kinds.map((kind) => [kind.code, kind]));
  const order = (kind: StateKind): number => BASE_STATES.indexOf(kind.base);
  return {
    all: kinds.toSorted((a, b) => order(a) - order(b)),
    get(code, base) {
      return byCode.get(code) ?? standIn(code, base ?? (isBaseState(code) ? code : "no_data"));
    },
  };
}

const NONE: readonly StateKind[] = [];

export function useStates(): StateLookup {
  const kinds = useMachineList().data?.states ?? NONE;
  return useMemo(() => stateLookup(kinds), [kinds]);
}
