/** The breaks of a shift. */

import { ActionIcon, Button, TextInput } from "@mantine/core";

import type { BreakDoc, ShiftDoc } from "@/api";
import { useI18n } from "@/i18n";
import { minutesOf, timeOf } from "./draft";
import css from "./Shifts.module.css";
import { TimeField } from "./TimeField";

export interface BreaksProps {
  readonly shift: ShiftDoc;
  readonly onChange: (shift: ShiftDoc) => void;
}

const USUAL = 30;

export function Breaks({ shift, onChange }: BreaksProps) {
  const { t } = useI18n();
  const set = (place: number, changed: BreakDoc): void => {
    onChange({ ...shift, breaks: shift.breaks.map((old, at) => (at === place ? changed : old)) });
  };
  return (
    <div className={css.breaks} role="group" aria-label={t("calendars.breaks")}>
      <span className={css.label}>{t("calendars.breaks")}</span>
      {shift.breaks.map((pause, place) => (
        <span key={place} className={css.pause}>
          <TimeField
            bare
            label={t("calendars.break.start", { number: place + 1 })}
            value={pause.start}
            onChange={(start) => {
              set(place, { ...pause, start });
            }}
          />
          <TextInput
            type="number"
            size="xs"
            min={1}
            max={1440}
            w="4.5rem"
            aria-label={t("calendars.break.minutes", { number: place + 1 })}
            value={pause.minutes}
            onChange={(event) => {
              set(place, { ...pause, minutes: Math.max(1, Math.round(Number(event.currentTarget.value))) });
            }}
          />
          <span className="muted">{t("unit.min")}</span>
          <ActionIcon
            variant="subtle"
            size="1.75rem"
            aria-label={t("calendars.break.remove", { number: place + 1 })}
            onClick={() => {
              onChange({ ...shift, breaks: shift.breaks.filter((_, at) => at !== place) });
            }}
          >
            <span aria-hidden="true">×</span>
          </ActionIcon>
        </span>
      ))}
      <Button
        size="compact-sm"
        variant="default"
        onClick={() => {
          onChange({ ...shift, breaks: [...shift.breaks, nextBreak(shift)] });
        }}
      >
        {t("calendars.break.add")}
      </Button>
    </div>
  );
}

/** In the middle of what is left after the last break. */
function nextBreak(shift: ShiftDoc): BreakDoc {
  const start = minutesOf(shift.start) ?? 0;
  const since = Math.max(
    0,
    ...shift.breaks.map((pause) => {
      const begins = (minutesOf(pause.start) ?? 0) - start;
      return (begins < 0 ? begins + 1440 : begins) + pause.minutes;
    }),
  );
  const minutes = Math.min(USUAL, Math.max(1, shift.minutes - since));
  const middle = since + Math.floor((shift.minutes - since - minutes) / 2 / 5) * 5;
  return { start: timeOf(start + Math.max(0, middle)), minutes, title: { en: "Break", ru: "Перерыв" } };
}
