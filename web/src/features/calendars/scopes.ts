/** What parts of the plant a setting may name, in the words of the reader. */

import type { MachineList } from "@/api";
import type { Translate } from "@/i18n";

export interface Choice {
  readonly value: string;
  readonly label: string;
}

/** Everything, then sites (where there are several), areas, lines, machines. */
export function scopesOf(plant: MachineList, t: Translate): Choice[] {
  const named = (kind: "area" | "line"): Choice[] =>
    [...new Set(plant.machines.map((machine) => machine[kind]))]
      .filter((name) => name !== "")
      .map((name) => ({ value: `${kind}:${name}`, label: t(`calendars.scope.${kind}`, { name }) }));
  const sites = plant.sites.length < 2 ? [] : plant.sites;
  return [
    { value: "", label: capital(t("calendars.everything")) },
    ...sites.map(({ id, name }) => ({ value: `site:${id}`, label: t("calendars.scope.site", { name }) })),
    ...named("area"),
    ...named("line"),
    ...plant.machines.map(({ id, name }) => ({
      value: `machine:${id}`,
      label: t("calendars.scope.machine", { name }),
    })),
  ];
}

/** A scope in words; one that names nothing any more as it is written. */
export function scopeLabel(scopes: readonly Choice[], scope: string): string {
  return scopes.find(({ value }) => value === scope)?.label ?? scope;
}

const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);
