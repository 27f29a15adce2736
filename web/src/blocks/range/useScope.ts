/** The stretch of time and the filters of a page, kept in its address. */

import { useCallback, useMemo } from "react";
import { useSearchParams } from "wouter";

import type { Filters } from "@/api/figures";
import { readFilters, writeFilters } from "./filters";
import type { Range } from "./range";
import { readRange, writeRange } from "./range";

export interface Scope {
  readonly range: Range;
  readonly setRange: (range: Range) => void;
  readonly filters: Filters;
  readonly setFilters: (filters: Filters) => void;
  /** A further parameter of the address; null where it is not given. */
  readonly param: (name: string) => string | null;
  /** Set or (with null) take away a further parameter. `step`: going back in the browser undoes it. */
  readonly setParam: (name: string, value: string | null, how?: "replace" | "step") => void;
}

export function useScope(): Scope {
  const [search, setSearch] = useSearchParams();
  const text = search.toString();
  const setRange = useCallback(
    (range: Range) => {
      setSearch((current) => writeRange(current, range), { replace: true });
    },
    [setSearch],
  );
  const setFilters = useCallback(
    (filters: Filters) => {
      setSearch((current) => writeFilters(current, filters), { replace: true });
    },
    [setSearch],
  );
  const setParam = useCallback(
    (name: string, value: string | null, how: "replace" | "step" = "replace") => {
      const write = (current: URLSearchParams): URLSearchParams => {
        const next = new URLSearchParams(current);
        next.delete(name);
        if (value !== null) {
          next.set(name, value);
        }
        return next;
      };
      setSearch(write, { replace: how === "replace" });
    },
    [setSearch],
  );
  return useMemo(() => {
    const current = new URLSearchParams(text);
    return {
      range: readRange(current),
      setRange,
      filters: readFilters(current),
      setFilters,
      param: (name) => current.get(name),
      setParam,
    };
  }, [text, setRange, setFilters, setParam]);
}
