/** The filters of the board, kept in the address so that a view can be sent to a colleague. */

import { useCallback, useMemo } from "react";
import { useSearchParams } from "wouter";

import type { BoardFilter } from "./select";
import { NO_FILTER, SORTS } from "./select";

export function readFilter(search: URLSearchParams): BoardFilter {
  const sort = SORTS.find((name) => name === search.get("sort"));
  const states = (search.get("state") ?? "").split(",").filter((code) => code !== "");
  return { query: search.get("q") ?? "", area: search.get("area"), states, sort: sort ?? NO_FILTER.sort };
}

/** Write only what differs from "everything"; other parameters stay. */
export function writeFilter(search: URLSearchParams, filter: BoardFilter): URLSearchParams {
  const next = new URLSearchParams(search);
  const put = (name: string, value: string): void => {
    if (value === "") {
      next.delete(name);
    } else {
      next.set(name, value);
    }
  };
  put("q", filter.query);
  put("state", filter.states.join(","));
  put("sort", filter.sort === NO_FILTER.sort ? "" : filter.sort);
  if (filter.area === null) {
    next.delete("area");
  } else {
    next.set("area", filter.area);
  }
  return next;
}

export function useBoardFilter(): readonly [BoardFilter, (change: Partial<BoardFilter>) => void] {
  const [search, setSearch] = useSearchParams();
  const text = search.toString();
  const filter = useMemo(() => readFilter(new URLSearchParams(text)), [text]);
  const change = useCallback(
    (part: Partial<BoardFilter>) => {
      setSearch((current) => writeFilter(current, { ...readFilter(current), ...part }), { replace: true });
    },
    [setSearch],
  );
  return [filter, change];
}
