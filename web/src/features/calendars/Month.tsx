/** One month of the year view. */

import { memo } from "react";

import type { DayExceptionDoc, ProductionDay } from "@/api";
import { useI18n } from "@/i18n";
import { daysOfMonth, noonOf, weekday } from "./days";
import css from "./Year.module.css";

export interface MonthProps {
  readonly year: number;
  readonly month: number;
  /** Shifts by day. */
  readonly worked: ReadonlyMap<string, number>;
  readonly law: ReadonlyMap<string, ProductionDay>;
  readonly own: ReadonlyMap<string, DayExceptionDoc>;
  readonly chosen: string | null;
  readonly onChoose: (day: string) => void;
}

/** Drawn anew only when something of it changed: a year has many days. */
export const Month = memo(function Month({ year, month, worked, law, own, chosen, onChoose }: MonthProps) {
  const { t, language } = useI18n();
  const locale = language === "ru" ? "ru-RU" : "en-GB";
  const days = daysOfMonth(year, month);
  const first = days[0] ?? "";
  const title = new Intl.DateTimeFormat(locale, { timeZone: "UTC", month: "long" }).format(noonOf(first));
  const longDay = new Intl.DateTimeFormat(locale, { timeZone: "UTC", day: "numeric", month: "long" });
  return (
    <section className={css.month} aria-label={title}>
      <h3>{title}</h3>
      <div className={css.days}>
        {days.map((day, number) => {
          const shifts = worked.get(day) ?? 0;
          const exception = own.get(day);
          const lawful = law.get(day);
          // A shortened day says nothing where nothing is worked.
          const legal = lawful !== undefined && (lawful.off || shifts > 0) ? lawful : undefined;
          const kind = exception?.kind ?? legal?.kind;
          const about = [
            longDay.format(noonOf(day)),
            shifts === 0 ? t("calendars.legend.off") : t.plural("calendars.shifts.count", shifts),
            exception === undefined ? legal?.title[language] : t("calendars.legend.own"),
            exception?.title[language],
          ].filter((part) => part !== undefined && part !== "");
          return (
            <button
              key={day}
              type="button"
              className={css.date}
              style={number === 0 ? { gridColumnStart: weekday(day) + 1 } : undefined}
              data-work={shifts > 0 ? true : undefined}
              data-kind={kind}
              data-own={exception === undefined ? undefined : true}
              aria-pressed={chosen === day}
              aria-label={about.join(", ")}
              title={about.join(" · ")}
              onClick={() => {
                onChoose(day);
              }}
            >
              {number + 1}
            </button>
          );
        })}
      </div>
    </section>
  );
});
