/** What the charts of losses have in common: the stretch of time, the filters, and choosing a bar. */

import { useMemo } from "react";

import type { Asked, Filters } from "@/api/figures";
import { askedOf, grows } from "@/blocks/range/range";
import type { Scope } from "@/blocks/range/useScope";
import { useI18n } from "@/i18n";
import { useNow } from "@/live";
import type { Pick } from "./pick";
import { readPick, writePick } from "./pick";

export interface LossView {
  readonly asked: Asked;
  readonly filters: Filters;
  readonly live: boolean;
  readonly pick: Pick | null;
  readonly choose: (pick: Pick | null) => void;
}

export function useLossView(scope: Scope): LossView {
  const { f } = useI18n();
  const live = grows(scope.range, useNow(), f.zone);
  const text = scope.param("pick");
  const { range, filters, setParam } = scope;
  return useMemo(
    () => ({
      asked: askedOf(range),
      filters,
      live,
      pick: readPick(text),
      choose: (pick) => {
        setParam("pick", pick === null ? null : writePick(pick), "step");
      },
    }),
    [range, filters, live, text, setParam],
  );
}
