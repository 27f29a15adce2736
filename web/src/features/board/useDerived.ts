/** A value computed from all machines that renders only when it really differs. */

import { useCallback, useRef, useSyncExternalStore } from "react";

import type { MachineSummary } from "@/api/types";
import { useLive } from "@/live";

interface Kept<T> {
  readonly machines: readonly MachineSummary[];
  readonly derive: (machines: readonly MachineSummary[]) => T;
  readonly value: T;
}

/** `derive` must be stable between renders unless its meaning changed; `same` compares two results. */
export function useDerived<T>(derive: (machines: readonly MachineSummary[]) => T, same: (a: T, b: T) => boolean): T {
  const { store } = useLive();
  const kept = useRef<Kept<T> | null>(null);
  const subscribe = useCallback((listener: () => void) => store.onMachines(listener), [store]);
  return useSyncExternalStore(subscribe, () => {
    const machines = store.machines();
    const last = kept.current;
    if (last !== null && last.machines === machines && last.derive === derive) {
      return last.value;
    }
    const fresh = derive(machines);
    const value = last !== null && same(last.value, fresh) ? last.value : fresh;
    kept.current = { machines, derive, value };
    return value;
  });
}
