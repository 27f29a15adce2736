/** The trial of a screen. */

import { useEffect, useState, useSyncExternalStore } from "react";

import { useApi } from "../hooks";
import type { TrialView } from "./trialRun";
import { TrialRun } from "./trialRun";
import type { TrialChange, TrialIn } from "./types";

export interface TrialShown extends TrialView {
  readonly retry: () => void;
}

/** The trial of `asked`, for as long as the component is on the screen; null tries nothing. Both are read by value. */
export function useTrial(asked: TrialIn | null, change: TrialChange): TrialShown {
  const { client } = useApi();
  const [run] = useState(() => new TrialRun(client));
  const wanted = JSON.stringify([asked, change]);
  useEffect(() => {
    const [trial, other] = JSON.parse(wanted) as [TrialIn | null, TrialChange];
    run.want(client, trial, other);
  }, [run, client, wanted]);
  useEffect(
    () => () => {
      run.stop();
    },
    [run],
  );
  const view = useSyncExternalStore(run.subscribe, () => run.view);
  return { ...view, retry: run.retry };
}
