/** The step a person is at, kept in the address so that the browser's back is the wizard's back. */

import { useCallback } from "react";
import { useSearchParams } from "wouter";

import type { Draft, Known, Step } from "./draft";
import { STEPS, reachable } from "./draft";

export interface Steps {
  readonly step: Step;
  readonly go: (step: Step) => void;
}

export function useSteps(draft: Draft, known: Known): Steps {
  const [search, setSearch] = useSearchParams();
  const named = search.get("step");
  const wanted: Step = named === "done" ? "done" : (STEPS.find((step) => step === named) ?? "address");
  // After a reload nothing was said yet: the first step that makes sense is shown.
  const step = reachable(wanted, draft, known)
    ? wanted
    : (STEPS.findLast((one) => STEPS.indexOf(one) < STEPS.indexOf(wanted as never) && reachable(one, draft, known)) ??
      "address");
  const go = useCallback(
    (next: Step) => {
      setSearch(() => new URLSearchParams(next === "address" ? {} : { step: next }));
      document.getElementById("content")?.focus();
      window.scrollTo({ top: 0 });
    },
    [setSearch],
  );
  return { step, go };
}
