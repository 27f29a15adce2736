/** Which machines something is meant for: single ones, areas, lines, kinds; none chosen = all. */

import { MultiSelect } from "@mantine/core";

import { useMachineList } from "@/api";
import { useI18n } from "@/i18n";
import { scopeChoices } from "./choices";

export interface ScopesFieldProps {
  readonly value: readonly string[];
  readonly onChange: (scopes: string[]) => void;
}

export function ScopesField({ value, onChange }: ScopesFieldProps) {
  const { t } = useI18n();
  const machines = useMachineList().data?.machines ?? [];
  return (
    <MultiSelect
      size="sm"
      label={t("scopes.title")}
      description={t("scopes.text")}
      placeholder={value.length === 0 ? t("scopes.all") : undefined}
      searchable
      clearable
      nothingFoundMessage={t("scopes.nothing")}
      data={scopeChoices(machines, value, t)}
      value={[...value]}
      onChange={onChange}
    />
  );
}
