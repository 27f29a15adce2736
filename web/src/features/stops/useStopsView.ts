/** What the list of stops shows, kept in the address so that it can be sent to a colleague. */

import { useCallback, useMemo } from "react";
import { useSearchParams } from "wouter";

import type { StopStatus } from "@/api/corrections";
import type { Period } from "@/blocks/period";
import { readPeriod, writePeriod } from "@/blocks/period";

export const STATUSES = ["unexplained", "explained", "all"] as const;
export type Status = Extract<StopStatus | "all", (typeof STATUSES)[number]>;

/** Seconds: shorter stops are left out. */
export const SHORTEST = [0, 120, 300, 900, 3600] as const;

export interface StopsFilter {
  readonly period: Period;
  readonly status: Status;
  /** null = every area. */
  readonly area: string | null;
  readonly minSeconds: number;
}

export function readStopsFilter(search: URLSearchParams): StopsFilter {
  const status = STATUSES.find((name) => name === search.get("status"));
  const shortest = SHORTEST.find((seconds) => String(seconds) === search.get("min"));
  return {
    period: readPeriod(search),
    status: status ?? "unexplained",
    area: search.get("area"),
    minSeconds: shortest ?? 0,
  };
}

export function writeStopsFilter(search: URLSearchParams, filter: StopsFilter): URLSearchParams {
  const next = writePeriod(search, filter.period);
  const put = (name: string, value: string | null): void => {
    if (value === null) {
      next.delete(name);
    } else {
      next.set(name, value);
    }
  };
  put("status", filter.status === "unexplained" ? null : filter.status);
  put("area", filter.area);
  put("min", filter.minSeconds === 0 ? null : String(filter.minSeconds));
  return next;
}

export function useStopsFilter(): readonly [StopsFilter, (change: Partial<StopsFilter>) => void] {
  const [search, setSearch] = useSearchParams();
  const text = search.toString();
  const filter = useMemo(() => readStopsFilter(new URLSearchParams(text)), [text]);
  const change = useCallback(
    (part: Partial<StopsFilter>) => {
      setSearch((current) => writeStopsFilter(current, { ...readStopsFilter(current), ...part }), { replace: true });
    },
    [setSearch],
  );
  return [filter, change];
}
