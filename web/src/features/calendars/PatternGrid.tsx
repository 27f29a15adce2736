/** The cycle as a grid: a row a shift, a column a day, a cell the team or a tick. */

import type { CalendarDoc, PatternDoc } from "@/api";
import { useI18n } from "@/i18n";
import { addDays, noonOf, weekday } from "./days";
import { cycleTurn, teamAt } from "./draft";
import { shiftLook } from "./looks";
import css from "./Patterns.module.css";

export interface PatternGridProps {
  readonly doc: CalendarDoc;
  readonly pattern: PatternDoc;
  readonly teams: readonly string[];
  readonly onChange: (pattern: PatternDoc) => void;
}

export function PatternGrid({ doc, pattern, teams, onChange }: PatternGridProps) {
  const { t, language } = useI18n();
  const weekly = pattern.days.length % 7 === 0;
  const names = new Intl.DateTimeFormat(language === "ru" ? "ru-RU" : "en-GB", { timeZone: "UTC", weekday: "short" });
  const head = (day: number): string => (weekly ? names.format(noonOf(addDays(pattern.anchor, day))) : String(day + 1));
  return (
    <div className={css.scroll}>
      <table className={css.grid} aria-label={t("calendars.pattern.grid")}>
        <thead>
          <tr>
            <th scope="col">{weekly ? "" : t("calendars.pattern.day")}</th>
            {pattern.days.map((_, day) => (
              <th
                key={day}
                scope="col"
                data-weekend={weekly && weekday(addDays(pattern.anchor, day)) > 4 ? true : undefined}
              >
                {head(day)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {doc.shifts.map((shift, place) => (
            <tr key={shift.code} style={shiftLook(place)}>
              <th scope="row">{shift.title[language]}</th>
              {pattern.days.map((_, day) => {
                const team = teamAt(pattern, day, shift.code);
                const state =
                  team === null
                    ? t("calendars.pattern.off")
                    : team === ""
                      ? t("calendars.pattern.on")
                      : t("calendars.pattern.team", { team });
                return (
                  <td key={day}>
                    <button
                      type="button"
                      className={css.cell}
                      aria-pressed={team !== null}
                      aria-label={t("calendars.pattern.cell", { shift: shift.title[language], day: day + 1, state })}
                      onClick={() => {
                        onChange(cycleTurn(pattern, day, shift.code, teams));
                      }}
                    >
                      {team === null ? "" : team === "" ? "✓" : team}
                    </button>
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
