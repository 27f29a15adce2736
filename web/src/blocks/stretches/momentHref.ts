/** Addresses of moments of a machine. Pure. */

import type { Window } from "@/core/instant";
import { MINUTE } from "@/core/instant";

/** The machine's page around an interval, with its beginning explained. */
export function momentHref(machine: string, { from, to }: Window): string {
  const margin = Math.max(10 * MINUTE, (to - from) / 2);
  const search = new URLSearchParams({
    from: String(Math.floor(from - margin)),
    to: String(Math.ceil(to + margin)),
    at: String(Math.floor(from)),
  });
  return `/machines/${encodeURIComponent(machine)}?${search.toString()}`;
}
