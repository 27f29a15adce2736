/** Acts of a page: what was done last, so that it can be taken back. */

import { useCallback, useState } from "react";

import type { Act, Acting, Corrected } from "@/api/corrections";
import { useActing } from "@/api/corrections";

export interface Done {
  readonly acting: Acting;
  /** Do it; `then` runs only when it succeeded. */
  readonly run: (act: Act, then?: () => void) => void;
  /** What the last act did; null where nothing was done, or it was put away. */
  readonly done: Corrected | null;
  readonly putAway: () => void;
}

export function useDone(): Done {
  const acting = useActing();
  const [done, setDone] = useState<Corrected | null>(null);
  const { act, forget } = acting;
  const run = useCallback(
    (wanted: Act, then?: () => void) => {
      act(wanted).then(
        (corrected) => {
          setDone(corrected);
          then?.();
        },
        () => undefined, // shown where the act was asked for
      );
    },
    [act],
  );
  const putAway = useCallback(() => {
    forget();
    setDone(null);
  }, [forget]);
  return { acting, run, done, putAway };
}
