/** What the machine page shows and what is chosen on it, kept in the address. */

import { useCallback, useMemo } from "react";
import { useSearchParams } from "wouter";

import type { Ms } from "@/core/instant";
import type { Period } from "@/blocks/period";
import { readPeriod, writePeriod } from "@/blocks/period";

export const TABS = ["alarms", "stops", "cycles", "signals", "corrections", "sources"] as const;
export type TabName = (typeof TABS)[number];

/** More curves than this under one timeline cannot be read. */
export const MOST_PLOTS = 6;

export interface MachineView {
  readonly period: Period;
  readonly setPeriod: (period: Period) => void;
  /** The moment to explain, or null. */
  readonly at: Ms | null;
  readonly setAt: (at: Ms | null) => void;
  /** Keys of the signals plotted under the timeline, in the order they were chosen. */
  readonly plotted: readonly string[];
  readonly togglePlot: (key: string) => void;
  readonly tab: TabName;
  readonly setTab: (tab: TabName) => void;
}

const readAt = (search: URLSearchParams): Ms | null => {
  const text = search.get("at");
  return text !== null && /^\d{1,15}$/u.test(text) ? Number(text) : null;
};

const with_ = (search: URLSearchParams, name: string, value: string | null): URLSearchParams => {
  const next = new URLSearchParams(search);
  next.delete(name);
  if (value !== null) {
    next.set(name, value);
  }
  return next;
};

export function useMachineView(): MachineView {
  const [search, setSearch] = useSearchParams();
  const text = search.toString();
  const replace = useCallback(
    (change: (current: URLSearchParams) => URLSearchParams) => {
      setSearch(change, { replace: true });
    },
    [setSearch],
  );
  const setPeriod = useCallback(
    (period: Period) => {
      replace((current) => writePeriod(current, period));
    },
    [replace],
  );
  const setAt = useCallback(
    (at: Ms | null) => {
      replace((current) => with_(current, "at", at === null ? null : String(Math.floor(at))));
    },
    [replace],
  );
  const togglePlot = useCallback(
    (key: string) => {
      replace((current) => {
        const next = new URLSearchParams(current);
        const keys = current.getAll("plot");
        next.delete("plot");
        const chosen = keys.includes(key) ? keys.filter((other) => other !== key) : [...keys, key].slice(-MOST_PLOTS);
        for (const one of chosen) {
          next.append("plot", one);
        }
        return next;
      });
    },
    [replace],
  );
  const setTab = useCallback(
    (tab: TabName) => {
      replace((current) => with_(current, "tab", tab));
    },
    [replace],
  );
  return useMemo(() => {
    const current = new URLSearchParams(text);
    return {
      period: readPeriod(current),
      setPeriod,
      at: readAt(current),
      setAt,
      plotted: current.getAll("plot"),
      togglePlot,
      tab: TABS.find((name) => name === current.get("tab")) ?? "alarms",
      setTab,
    };
  }, [text, setPeriod, setAt, togglePlot, setTab]);
}
