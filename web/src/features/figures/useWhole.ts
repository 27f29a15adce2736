/** The figures of all that is chosen together: the tiles, and what the server took the stretch of time for. */

import { useEffect, useMemo } from "react";

import type { Figures, Kpi, WireWindow } from "@/api/figures";
import { useFigures } from "@/api/figures";
import { askedOf, grows } from "@/blocks/range/range";
import type { Scope } from "@/blocks/range/useScope";
import { useI18n } from "@/i18n";
import { useNow } from "@/live";

export interface ViewProps {
  readonly scope: Scope;
  /** The chosen figures, in their order. */
  readonly kpis: readonly Kpi[];
  readonly onWindow: (window: WireWindow) => void;
}

export interface Whole {
  readonly data: Figures | undefined;
  readonly error: Error | null;
  readonly stale: boolean;
  readonly live: boolean;
  readonly retry: () => void;
}

export function useWhole({ scope, kpis, onWindow }: ViewProps): Whole {
  const { f } = useI18n();
  const live = grows(scope.range, useNow(), f.zone);
  const codes = kpis.map(({ code }) => code).join(",");
  const { range, filters } = scope;
  const asked = useMemo(
    () => ({ kpis: codes.split(","), groupBy: [], asked: askedOf(range), filters }),
    [codes, range, filters],
  );
  const query = useFigures(asked, { live, enabled: codes !== "" });
  const window = query.data?.window;
  useEffect(() => {
    if (window !== undefined) {
      onWindow(window);
    }
  }, [window, onWindow]);
  return {
    data: query.data,
    error: query.data === undefined ? query.error : null,
    stale: query.isPlaceholderData,
    live,
    retry: () => void query.refetch(),
  };
}
