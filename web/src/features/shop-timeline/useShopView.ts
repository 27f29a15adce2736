/** What the page shows, kept in the address: the period and the search. */

import { useCallback, useMemo } from "react";
import { useSearchParams } from "wouter";

import type { Period } from "@/blocks/period";
import { lengthOf, readPeriod, writePeriod } from "@/blocks/period";
import type { Ms, Window } from "@/core/instant";
import { MINUTE } from "@/core/instant";

/**
 * The window of a period at `now`. One that follows the present moves by about a hundredth of its length: between
 * two moves the live corrections keep it true, and a whole plant is not asked for every few seconds.
 */
export function shopWindow(period: Period, now: Ms): Window {
  if (period.kind === "fixed") {
    return period.window;
  }
  const length = lengthOf(period);
  const step = Math.max(MINUTE, Math.round(length / 100 / MINUTE) * MINUTE);
  const to = Math.floor(now / step) * step + step;
  return { from: to - length, to };
}

export interface ShopView {
  readonly period: Period;
  readonly setPeriod: (period: Period) => void;
  readonly query: string;
  readonly setQuery: (query: string) => void;
  /** Whether the lines show states or reasons. */
  readonly show: Show;
  readonly setShow: (show: Show) => void;
}

export const SHOWS = ["states", "reasons"] as const;
export type Show = (typeof SHOWS)[number];

export function useShopView(): ShopView {
  const [search, setSearch] = useSearchParams();
  const text = search.toString();
  const setPeriod = useCallback(
    (period: Period) => {
      setSearch((current) => writePeriod(current, period), { replace: true });
    },
    [setSearch],
  );
  const setQuery = useCallback(
    (query: string) => {
      const write = (current: URLSearchParams): URLSearchParams => {
        const next = new URLSearchParams(current);
        next.delete("q");
        if (query !== "") {
          next.set("q", query);
        }
        return next;
      };
      setSearch(write, { replace: true });
    },
    [setSearch],
  );
  const setShow = useCallback(
    (show: Show) => {
      const write = (current: URLSearchParams): URLSearchParams => {
        const next = new URLSearchParams(current);
        next.delete("show");
        if (show !== "states") {
          next.set("show", show);
        }
        return next;
      };
      setSearch(write, { replace: true });
    },
    [setSearch],
  );
  return useMemo(() => {
    const read = new URLSearchParams(text);
    const show = SHOWS.find((one) => one === read.get("show")) ?? "states";
    return { period: readPeriod(read), setPeriod, query: read.get("q") ?? "", setQuery, show, setShow };
  }, [text, setPeriod, setQuery, setShow]);
}
