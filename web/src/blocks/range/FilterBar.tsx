/** Which area, machine, shift and team a page speaks of. What the plant does not have is not asked. */

import { Button, NativeSelect } from "@mantine/core";
import { useMemo } from "react";

import type { Filters, Shift } from "@/api/figures";
import { NO_FILTERS, useShifts } from "@/api/figures";
import type { Window } from "@/core/instant";
import { DAY } from "@/core/instant";
import { useI18n } from "@/i18n";
import { useMachines } from "@/live";
import css from "./RangeBar.module.css";

export interface FilterBarProps {
  readonly filters: Filters;
  /** Shifts of this stretch can be chosen; null while it is not known. */
  readonly shown: Window | null;
  readonly onChange: (filters: Filters) => void;
}

/** Of a longer stretch the last days tell the shifts. */
const MOST_DAYS = 31;

interface Choice {
  readonly value: string;
  readonly label: string;
}

function different(choices: readonly Choice[]): readonly Choice[] {
  return [...new Map(choices.map((choice) => [choice.value, choice])).values()];
}

const NO_SHIFTS: readonly Shift[] = [];

export function FilterBar({ filters, shown, onChange }: FilterBarProps) {
  const { t, language } = useI18n();
  const machines = useMachines();
  const window = useMemo(
    () =>
      shown === null ? { from: 0, to: 0 } : { from: Math.max(shown.from, shown.to - MOST_DAYS * DAY), to: shown.to },
    [shown],
  );
  const shifts = useShifts(window, shown !== null).data?.shifts ?? NO_SHIFTS;
  const areas = different(machines.map(({ area }) => ({ value: area, label: area }))).filter(
    ({ value }) => value !== "",
  );
  const inArea = machines.filter(({ area }) => filters.area === "" || area === filters.area);
  const turns = different(shifts.map(({ shift, title }) => ({ value: shift, label: title[language] })));
  const teams = different(shifts.map(({ team }) => ({ value: team, label: team }))).filter(({ value }) => value !== "");
  const chosen = filters.machines.length === 1 ? (filters.machines[0] ?? "") : "";

  const select = (name: "area" | "machines" | "shift" | "team", value: string, choices: readonly Choice[]) => (
    <NativeSelect
      key={name}
      size="sm"
      className={css.filter}
      aria-label={t(`filter.${name}`)}
      value={value}
      onChange={(event) => {
        const next = event.currentTarget.value;
        const machine = name === "area" ? { machines: [] } : {};
        onChange({ ...filters, ...machine, [name]: name === "machines" ? (next === "" ? [] : [next]) : next });
      }}
      data={[{ value: "", label: t(`filter.${name}.all`) }, ...withChosen(choices, value)]}
    />
  );
  const narrowed =
    filters.machines.length > 0 || Object.values({ ...filters, machines: "" }).some((value) => value !== "");
  return (
    <div className={css.bar} role="group" aria-label={t("filter.title")}>
      {areas.length > 1 && select("area", filters.area, areas)}
      {filters.machines.length < 2 &&
        select(
          "machines",
          chosen,
          inArea.map(({ id, name }) => ({ value: id, label: name })),
        )}
      {turns.length + filters.shift.length > 0 && select("shift", filters.shift, turns)}
      {teams.length + filters.team.length > 0 && select("team", filters.team, teams)}
      {narrowed && (
        <Button
          size="sm"
          variant="subtle"
          onClick={() => {
            onChange(NO_FILTERS);
          }}
        >
          {t("filter.clear")}
        </Button>
      )}
    </div>
  );
}

/** What is chosen stays in the list although the plant does not name it any more. */
function withChosen(choices: readonly Choice[], value: string): readonly Choice[] {
  return value === "" || choices.some((choice) => choice.value === value)
    ? choices
    : [...choices, { value, label: value }];
}
