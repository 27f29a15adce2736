/** What a signal said since its curve was loaded, so that the curve reaches the present between two loads. */

import { useEffect, useState } from "react";

import type { ObservationsOut, Point } from "@/api";
import { useLive } from "@/live";

/** More than come between two loads; what is older has been loaded since. */
const MOST = 200;

const NONE: readonly Point[] = [];

/** Values of the live socket, the oldest first; none while not `active` (the window ends in the past). */
export function useLivePoints(machineId: string, key: string, active: boolean): readonly Point[] {
  const { store, link } = useLive();
  const [points, setPoints] = useState(NONE);
  useEffect(() => {
    if (!active) {
      return undefined;
    }
    const unwatch = link.watch(machineId);
    const unsubscribe = store.onValues(machineId, () => {
      const said = store.values(machineId)[key];
      if (said !== undefined) {
        setPoints((last) => (last.at(-1)?.at === said.at ? last : [...last.slice(1 - MOST), said]));
      }
    });
    return () => {
      unwatch();
      unsubscribe();
    };
  }, [store, link, machineId, key, active]);
  return active ? points : NONE;
}

const lastOf = (found: ObservationsOut): string =>
  (found.reduced ? found.buckets.at(-1)?.last_at : found.points.at(-1)?.at) ?? "";

/** The loaded observations with those after them; the loaded ones themselves where there are none. */
export function withLive(found: ObservationsOut, live: readonly Point[]): ObservationsOut {
  const after = lastOf(found);
  // Instants of the wire are all of one shape: they order as texts.
  const fresh = live.filter(({ at }) => at > after && at < found.to);
  if (fresh.length === 0) {
    return found;
  }
  if (!found.reduced) {
    return { ...found, points: [...found.points, ...fresh] };
  }
  const buckets = fresh.map(({ at, value }) => {
    const number = typeof value === "number" ? value : null;
    const same = { min: number, max: number, first: number, last: number };
    const when = { first_at: at, last_at: at, at_min: at, at_max: at };
    return { ...same, ...when, count: 1, unavailable: value === null };
  });
  return { ...found, buckets: [...found.buckets, ...buckets] };
}
