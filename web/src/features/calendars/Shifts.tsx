/** The shifts of a calendar: times, people, breaks, each on a band of the day. */

import { ActionIcon, Button, NativeSelect, TextInput } from "@mantine/core";

import type { CalendarDoc, ShiftDoc } from "@/api";
import { useI18n } from "@/i18n";
import { Band, Hours } from "./Band";
import { barsOfShift } from "./bars";
import { addShift, endOf, lengthBetween, moveShift, removeShift } from "./draft";
import { describeLength } from "./lengths";
import { shiftLook } from "./looks";
import { Breaks } from "./Breaks";
import css from "./Shifts.module.css";
import { TimeField } from "./TimeField";

const ATTENDANCES = ["manned", "unmanned", "optional"] as const;

export interface ShiftsProps {
  readonly doc: CalendarDoc;
  readonly onChange: (doc: CalendarDoc) => void;
}

export function Shifts({ doc, onChange }: ShiftsProps) {
  const { t } = useI18n();
  return (
    <div className={css.shifts}>
      {doc.shifts.map((shift, place) => (
        <Shift
          key={place}
          shift={shift}
          place={place}
          onChange={(changed) => {
            onChange({ ...doc, shifts: doc.shifts.map((old, at) => (at === place ? changed : old)) });
          }}
          onRemove={() => {
            onChange(removeShift(doc, shift.code));
          }}
        />
      ))}
      <Button
        size="sm"
        variant="default"
        onClick={() => {
          onChange(addShift(doc, { en: "New shift", ru: "Новая смена" }));
        }}
      >
        {t("calendars.shifts.add")}
      </Button>
    </div>
  );
}

interface ShiftProps {
  readonly shift: ShiftDoc;
  readonly place: number;
  readonly onChange: (shift: ShiftDoc) => void;
  readonly onRemove: () => void;
}

function Shift({ shift, place, onChange, onRemove }: ShiftProps) {
  const { t, language } = useI18n();
  const end = endOf(shift);
  const title = shift.title[language];
  const breaks = shift.breaks.reduce((sum, pause) => sum + pause.minutes, 0);
  const length = describeLength(shift.minutes, t);
  const about = breaks === 0 ? length : t("calendars.shift.length", { length, breaks: describeLength(breaks, t) });
  return (
    <fieldset className={css.shift} style={shiftLook(place)}>
      <legend className="visually-hidden">{title}</legend>
      <div className={css.fields}>
        {(["ru", "en"] as const).map((name) => (
          <TextInput
            key={name}
            size="sm"
            label={t(`calendars.name.${name}`)}
            maxLength={200}
            value={shift.title[name]}
            onChange={(event) => {
              onChange({ ...shift, title: { ...shift.title, [name]: event.currentTarget.value } });
            }}
          />
        ))}
        <TimeField
          label={t("calendars.shift.start")}
          value={shift.start}
          onChange={(start) => {
            onChange(moveShift(shift, start));
          }}
        />
        <TimeField
          label={t("calendars.shift.end")}
          value={end}
          onChange={(time) => {
            onChange({ ...shift, minutes: lengthBetween(shift.start, time) });
          }}
        />
        <NativeSelect
          size="sm"
          label={t("calendars.shift.attendance")}
          value={shift.attendance}
          data={ATTENDANCES.map((value) => ({ value, label: t(`calendars.attendance.${value}`) }))}
          onChange={(event) => {
            onChange({ ...shift, attendance: event.currentTarget.value });
          }}
        />
        <ActionIcon
          variant="subtle"
          size="2.25rem"
          className={css.remove}
          aria-label={t("calendars.shift.remove", { shift: title })}
          onClick={onRemove}
        >
          <span aria-hidden="true">×</span>
        </ActionIcon>
      </div>
      <Breaks shift={shift} onChange={onChange} />
      <div>
        <Hours />
        <Band
          label={t("calendars.band", { shift: title, start: shift.start, end })}
          bars={barsOfShift(shift, place, title, `${shift.start}–${end}`)}
        />
        <p className={css.about}>{about}</p>
      </div>
    </fieldset>
  );
}
