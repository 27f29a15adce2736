/** Groups in the reader's words: machines by name, days as dates, what has no name as such. */

import type { Grouping } from "@/api/figures";
import { mondayOf } from "@/blocks/range/filters";
import { fromInput } from "@/core/zone";
import { useI18n } from "@/i18n";
import { useMachines } from "@/live";

export function useGroupNames(): (by: Grouping, value: string) => string {
  const { t, f } = useI18n();
  const machines = new Map(useMachines().map(({ id, name }) => [id, name]));
  const day = (text: string): string => {
    const at = fromInput(text, f.zone);
    return at === null ? text : f.dayLabel(at);
  };
  return (by, value) => {
    if (value === "") {
      return t("figures.nameless");
    }
    switch (by) {
      case "machine":
        return machines.get(value) ?? value;
      case "day":
        return day(value);
      case "week": {
        const monday = mondayOf(value);
        return monday === null ? value : t("figures.week_of", { day: day(monday) });
      }
      case "area":
      case "line":
      case "site":
      case "month":
      case "shift":
      case "team":
      case "program":
        return value;
    }
  };
}
