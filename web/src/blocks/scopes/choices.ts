/** What a scope may name in this plant, in groups for a list. Pure. */

import type { MachineSummary } from "@/api";
import type { Translate } from "@/i18n";

type Machine = Pick<MachineSummary, "id" | "name" | "area" | "line" | "kind">;

export interface ChoiceGroup {
  readonly group: string;
  readonly items: { readonly value: string; readonly label: string }[];
}

const unique = (names: readonly string[]): string[] => [...new Set(names)].filter((name) => name !== "");

/** `chosen` scopes that name nothing of the plant (any more) stand in a group of their own, so that they can be let go. */
export function scopeChoices(machines: readonly Machine[], chosen: readonly string[], t: Translate): ChoiceGroup[] {
  const named = (kind: string, names: readonly string[], label = (name: string) => name) =>
    unique(names).map((name) => ({ value: `${kind}:${name}`, label: label(name) }));
  const groups = [
    {
      group: t("scopes.kinds"),
      items: named(
        "kind",
        machines.map(({ kind }) => kind),
        (kind) => t.known("kind", kind) ?? kind,
      ),
    },
    {
      group: t("scopes.areas"),
      items: named(
        "area",
        machines.map(({ area }) => area),
      ),
    },
    {
      group: t("scopes.lines"),
      items: named(
        "line",
        machines.map(({ line }) => line),
      ),
    },
    {
      group: t("scopes.machines"),
      items: machines.map(({ id, name }) => ({ value: `machine:${id}`, label: name === id ? id : `${name} (${id})` })),
    },
  ];
  const known = new Set(groups.flatMap(({ items }) => items.map(({ value }) => value)));
  const gone = chosen.filter((scope) => !known.has(scope)).map((scope) => ({ value: scope, label: scope }));
  return [...groups, { group: t("scopes.gone"), items: gone }].filter(({ items }) => items.length > 0);
}
