/** What one day works instead of its pattern. */

import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useEffect, useRef, useState } from "react";

import type { DayExceptionDoc, ShiftDoc } from "@/api";
import { useI18n } from "@/i18n";
import css from "./DayEditor.module.css";
import type { DayMode } from "./draft";
import { exceptionOf, modeOf } from "./draft";
import { noonOf } from "./days";
import type { Choice } from "./scopes";

const MODES: readonly DayMode[] = ["none", "pattern", "off", "shifts", "like"];
const KINDS = ["holiday", "moved", "overtime", "cancelled", "short", "other"] as const;

export interface DayEditorProps {
  readonly day: string;
  /** All exceptions, of which those of the day are shown by scope. */
  readonly items: readonly DayExceptionDoc[];
  readonly shifts: readonly ShiftDoc[];
  readonly scopes: readonly Choice[];
  readonly onSet: (item: DayExceptionDoc) => void;
  readonly onClear: (scope: string) => void;
  readonly onClose: () => void;
}

export function DayEditor({ day, items, shifts, scopes, onSet, onClear, onClose }: DayEditorProps) {
  const { t, language } = useI18n();
  const own = items.filter((item) => item.day === day);
  const place = useRef<HTMLElement>(null);
  useEffect(() => {
    // Below twelve months it may be out of sight.
    place.current?.scrollIntoView({ block: "nearest" });
  }, []);
  const [scope, setScope] = useState(own[0]?.scope ?? "");
  const item = own.find((one) => one.scope === scope);
  const mode = modeOf(item);
  const written = new Intl.DateTimeFormat(language === "ru" ? "ru-RU" : "en-GB", {
    timeZone: "UTC",
    weekday: "short",
    day: "numeric",
    month: "long",
    year: "numeric",
  }).format(noonOf(day));
  const choose = (chosen: DayMode): void => {
    if (chosen === "none") {
      onClear(scope);
    } else {
      const made = exceptionOf(day, scope, chosen);
      const turns =
        chosen === "shifts" ? shifts.slice(0, 1).map(({ code }) => ({ shift: code, team: "" })) : made.turns;
      onSet({ ...made, turns, title: item?.title ?? made.title });
    }
  };
  return (
    <section ref={place} className={css.day} aria-label={t("calendars.exception", { day: written })}>
      <header className={css.head}>
        <h3>{written}</h3>
        <Button size="compact-sm" variant="default" onClick={onClose}>
          {t("calendars.exception.close")}
        </Button>
      </header>
      <div className={css.fields}>
        <NativeSelect
          size="sm"
          label={t("calendars.exception.scope")}
          value={scope}
          data={[...scopes]}
          onChange={(event) => {
            setScope(event.currentTarget.value);
          }}
        />
        <NativeSelect
          size="sm"
          label={t("calendars.exception.mode")}
          value={mode}
          data={MODES.map((value) => ({ value, label: t(`calendars.mode.${value}`) }))}
          onChange={(event) => {
            choose(event.currentTarget.value as DayMode);
          }}
        />
        {item !== undefined && (
          <>
            {mode === "like" && (
              <TextInput
                type="date"
                size="sm"
                label={t("calendars.exception.like")}
                value={item.like ?? ""}
                onChange={(event) => {
                  onSet({ ...item, like: event.currentTarget.value === "" ? item.like : event.currentTarget.value });
                }}
              />
            )}
            <NativeSelect
              size="sm"
              label={t("calendars.exception.kind")}
              value={item.kind}
              data={KINDS.map((value) => ({ value, label: t(`calendars.kind.${value}`) }))}
              onChange={(event) => {
                onSet({ ...item, kind: event.currentTarget.value });
              }}
            />
            {mode !== "off" && (
              <TextInput
                type="number"
                size="sm"
                min={0}
                max={1439}
                label={t("calendars.exception.minus")}
                value={item.minus}
                onChange={(event) => {
                  onSet({ ...item, minus: Math.max(0, Math.round(Number(event.currentTarget.value))) });
                }}
              />
            )}
            <TextInput
              size="sm"
              maxLength={200}
              label={t("calendars.exception.note")}
              value={item.title[language]}
              onChange={(event) => {
                onSet({ ...item, title: { en: event.currentTarget.value, ru: event.currentTarget.value } });
              }}
            />
          </>
        )}
      </div>
      {item !== undefined && mode === "shifts" && <Shifts item={item} shifts={shifts} onSet={onSet} />}
    </section>
  );
}

interface ShiftsProps {
  readonly item: DayExceptionDoc;
  readonly shifts: readonly ShiftDoc[];
  readonly onSet: (item: DayExceptionDoc) => void;
}

/** Which shifts the day works, each a switch. */
function Shifts({ item, shifts, onSet }: ShiftsProps) {
  const { language } = useI18n();
  const turns = item.turns ?? [];
  return (
    <div className={css.shifts}>
      {shifts.map((shift) => {
        const on = turns.some((turn) => turn.shift === shift.code);
        return (
          <label key={shift.code} className={css.shift}>
            <input
              type="checkbox"
              checked={on}
              onChange={() => {
                const others = turns.filter((turn) => turn.shift !== shift.code);
                onSet({ ...item, turns: on ? others : [...others, { shift: shift.code, team: "" }] });
              }}
            />
            {shift.title[language]}
          </label>
        );
      })}
    </div>
  );
}
