/** Chooses the stretch of time that figures are about: shifts first, then days, weeks, months, rolling, any. */

import { ActionIcon, NativeSelect, TextInput } from "@mantine/core";

import { NAMED_WINDOWS } from "@/api/figures";
import type { Ms, Window } from "@/core/instant";
import { fromInput, startOfDay, toDateInput, toDateTimeInput } from "@/core/zone";
import { useI18n } from "@/i18n";
import css from "./RangeBar.module.css";
import type { Range } from "./range";
import { CALENDAR_UNITS, daysOf, step } from "./range";

export interface RangeBarProps {
  readonly range: Range;
  /** What the server showed; null while it has not answered. */
  readonly shown: Window | null;
  readonly now: Ms;
  readonly onChange: (range: Range) => void;
}

const CHOICES = [...NAMED_WINDOWS.slice(0, 4), ...CALENDAR_UNITS, ...NAMED_WINDOWS.slice(4), "exact"] as const;
type Choice = (typeof CHOICES)[number];

const choiceOf = (range: Range): Choice => (range.kind === "named" ? range.name : range.kind);

export function RangeBar({ range, shown, now, onChange }: RangeBarProps) {
  const { t, f } = useI18n();
  const today = toDateInput(now, f.zone);
  const choose = (choice: Choice): void => {
    const name = NAMED_WINDOWS.find((one) => one === choice);
    const unit = CALENDAR_UNITS.find((one) => one === choice);
    if (name !== undefined) {
      onChange({ kind: "named", name });
    } else if (unit !== undefined) {
      const on = range.kind === "named" || range.kind === "exact" ? toDateInput(shown?.from ?? now, f.zone) : range.on;
      onChange({ kind: unit, on });
    } else {
      const window = shown ?? { from: startOfDay(now, f.zone), to: startOfDay(now, f.zone, 1) };
      onChange({ kind: "exact", window });
    }
  };
  const move = (direction: -1 | 1): void => {
    onChange(step(range, direction, shown));
  };
  const last = range.kind === "named" ? range.name !== "previous_shift" : (shown?.to ?? 0) >= now;
  return (
    <div className={css.bar} role="group" aria-label={t("range.title")}>
      <ActionIcon
        variant="default"
        size="2.25rem"
        aria-label={t("machine.window.earlier")}
        onClick={() => {
          move(-1);
        }}
      >
        <span aria-hidden="true">‹</span>
      </ActionIcon>
      <NativeSelect
        size="sm"
        className={css.choice}
        aria-label={t("range.title")}
        value={choiceOf(range)}
        onChange={(event) => {
          const chosen = CHOICES.find((one) => one === event.currentTarget.value);
          if (chosen !== undefined) {
            choose(chosen);
          }
        }}
        data={CHOICES.map((value) => ({ value, label: t(`range.${value}`) }))}
      />
      {(range.kind === "day" || range.kind === "week" || range.kind === "month") && (
        <TextInput
          type="date"
          size="sm"
          aria-label={t("range.on")}
          value={range.kind === "day" ? range.on : daysOf(range.kind, range.on).first}
          max={today}
          onChange={(event) => {
            const { value } = event.currentTarget;
            if (fromInput(value, f.zone) !== null) {
              onChange({ kind: range.kind, on: value });
            }
          }}
        />
      )}
      {range.kind === "exact" && <ExactFields window={range.window} onChange={onChange} />}
      <ActionIcon
        variant="default"
        size="2.25rem"
        disabled={last}
        aria-label={t("machine.window.later")}
        onClick={() => {
          move(1);
        }}
      >
        <span aria-hidden="true">›</span>
      </ActionIcon>
    </div>
  );
}

interface ExactFieldsProps {
  readonly window: Window;
  readonly onChange: (range: Range) => void;
}

/** `2026-11-24T14:05`, as the field wants it. */
const forField = (at: Ms, zone: string): string => toDateTimeInput(at, zone).slice(0, 16).replace(" ", "T");

/** From and to on the site's wall, to the minute. What is not a stretch is not taken. */
function ExactFields({ window, onChange }: ExactFieldsProps) {
  const { t, f } = useI18n();
  const take = (edge: "from" | "to", text: string): void => {
    const at = fromInput(text, f.zone);
    const next = { ...window, [edge]: at ?? window[edge] };
    if (at !== null && next.to > next.from) {
      onChange({ kind: "exact", window: next });
    }
  };
  return (
    <>
      {(["from", "to"] as const).map((edge) => (
        <TextInput
          key={edge}
          type="datetime-local"
          size="sm"
          aria-label={t(edge === "from" ? "range.from" : "range.to")}
          value={forField(window[edge], f.zone)}
          onChange={(event) => {
            take(edge, event.currentTarget.value);
          }}
        />
      ))}
    </>
  );
}
