/** Which stretch of time the page shows: following the present, or a day, or its neighbours. */

import { ActionIcon, Button, SegmentedControl, TextInput } from "@mantine/core";

import type { Ms, Window } from "@/core/instant";
import { fromInput, startOfDay, toDateInput } from "@/core/zone";
import { useI18n } from "@/i18n";
import type { Period } from "./period";
import { ROLLING, dayOf, shift } from "./period";
import css from "./PeriodBar.module.css";

/** Stands for "none of the lengths" in the switch. */
const CUSTOM = "custom";

const YESTERDAY = "yesterday";
const CHOICES = ["1h", "8h", "24h", "7d", YESTERDAY] as const;

export interface PeriodBarProps {
  readonly period: Period;
  readonly window: Window;
  readonly now: Ms;
  readonly onChange: (period: Period) => void;
}

export function PeriodBar({ period, window, now, onChange }: PeriodBarProps) {
  const { t, f } = useI18n();
  const go = (direction: -1 | 1): void => {
    const base = period.kind === "rolling" && direction < 0 ? { from: now - ROLLING[period.name], to: now } : window;
    onChange({ kind: "fixed", window: shift(base, direction, now) });
  };
  const yesterday = dayOf(startOfDay(now, f.zone) - 1, f.zone);
  const isYesterday = window.from === yesterday.from && window.to === yesterday.to;
  const chosen = period.kind === "rolling" ? period.name : isYesterday ? YESTERDAY : CUSTOM;
  return (
    <div className={css.bar} role="group" aria-label={t("machine.window")}>
      <ActionIcon
        variant="default"
        size="2.25rem"
        aria-label={t("machine.window.earlier")}
        onClick={() => {
          go(-1);
        }}
      >
        <span aria-hidden="true">‹</span>
      </ActionIcon>
      <SegmentedControl
        size="sm"
        aria-label={t("machine.window")}
        value={chosen}
        onChange={(value) => {
          if (value === YESTERDAY) {
            onChange({ kind: "fixed", window: yesterday });
          }
          const name = CHOICES.find((one) => one === value);
          if (name !== undefined && name !== YESTERDAY) {
            onChange({ kind: "rolling", name });
          }
        }}
        data={CHOICES.map((value) => ({ value, label: t(`machine.window.${value}`) }))}
      />
      <TextInput
        type="date"
        size="sm"
        aria-label={t("machine.window.picker")}
        value={toDateInput(window.to - 1, f.zone)}
        max={toDateInput(now, f.zone)}
        onChange={(event) => {
          const day = fromInput(event.currentTarget.value, f.zone);
          if (day !== null) {
            onChange({ kind: "fixed", window: dayOf(day, f.zone) });
          }
        }}
      />
      <ActionIcon
        variant="default"
        size="2.25rem"
        disabled={window.to >= now}
        aria-label={t("machine.window.later")}
        onClick={() => {
          go(1);
        }}
      >
        <span aria-hidden="true">›</span>
      </ActionIcon>
      {period.kind === "fixed" && (
        <Button
          size="sm"
          variant="default"
          onClick={() => {
            onChange({ kind: "rolling", name: "8h" });
          }}
        >
          {t("machine.window.now")}
        </Button>
      )}
    </div>
  );
}
