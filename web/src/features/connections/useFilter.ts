/** What the list is narrowed to, kept in the address. */

import { useMemo } from "react";
import { useSearchParams } from "wouter";

import { HEALTHS } from "@/core/health";
import type { Filter } from "./select";

export function useFilter(): readonly [filter: Filter, change: (part: Partial<Filter>) => void] {
  const [search, setSearch] = useSearchParams();
  const text = search.toString();
  const filter = useMemo<Filter>(() => {
    const current = new URLSearchParams(text);
    const named = current.getAll("health");
    return {
      query: current.get("q") ?? "",
      protocol: current.get("protocol") ?? "",
      health: HEALTHS.filter((health) => named.includes(health)),
    };
  }, [text]);
  const change = (part: Partial<Filter>): void => {
    const next = { ...filter, ...part };
    setSearch(
      () => {
        const written = new URLSearchParams();
        if (next.query !== "") {
          written.set("q", next.query);
        }
        if (next.protocol !== "") {
          written.set("protocol", next.protocol);
        }
        for (const health of next.health) {
          written.append("health", health);
        }
        return written;
      },
      { replace: true },
    );
  };
  return [filter, change];
}
