/** The shifts of the period: accepted ones are closed against corrections until somebody opens them again. */

import { Button } from "@mantine/core";

import type { Act, ShiftTurn } from "@/api/corrections";
import { useShifts } from "@/api/corrections";
import type { Ms, Window } from "@/core/instant";
import { parseInstant } from "@/core/instant";
import { useI18n } from "@/i18n";
import table from "@/ui/table.module.css";

export interface ShiftListProps {
  readonly machine: string;
  readonly window: Window;
  readonly now: Ms;
  readonly pending: boolean;
  /** What kept the last act from being done; null where nothing did. */
  readonly error: string | null;
  readonly onAct: (act: Act) => void;
}

export function ShiftList({ machine, window, now, pending, error, onAct }: ShiftListProps) {
  const { t, f, language } = useI18n();
  const shifts = useShifts(machine, window).data?.shifts ?? [];
  if (shifts.length === 0) {
    return null;
  }
  const row = (shift: ShiftTurn) => {
    const [start, end] = [parseInstant(shift.start), parseInstant(shift.end)];
    const act = shift.accepted ? "reopen" : "accept";
    const name = shift.title[language];
    return (
      <tr key={shift.start}>
        <td className="nowrap">{f.dayLabel(start)}</td>
        <td>{shift.team === "" ? name : `${name} · ${shift.team}`}</td>
        <td className="nowrap">
          {f.moment(start, start)} – {f.moment(end, start)}
        </td>
        <td>{t(shift.accepted ? "shifts.accepted" : end > now ? "shifts.lasts" : "shifts.open")}</td>
        <td>
          {end <= now && (
            <Button
              size="sm"
              variant="default"
              disabled={pending}
              aria-label={t(`shifts.${act}.named`, { shift: name, day: f.dayLabel(start) })}
              onClick={() => {
                onAct({ act, body: { machines: [machine], start: shift.start, end: shift.end, comment: "" } });
              }}
            >
              {t(`shifts.${act}`)}
            </Button>
          )}
        </td>
      </tr>
    );
  };
  return (
    <div className={table.scroll} tabIndex={0} role="region" aria-label={t("shifts.title")}>
      {error !== null && <p role="alert">{error}</p>}
      <table className={table.table}>
        <thead>
          <tr>
            <th scope="col">{t("shifts.day")}</th>
            <th scope="col">{t("shifts.shift")}</th>
            <th scope="col">{t("shifts.time")}</th>
            <th scope="col">{t("shifts.state")}</th>
            <th scope="col">
              <span className="visually-hidden">{t("shifts.accept")}</span>
            </th>
          </tr>
        </thead>
        <tbody>{shifts.toReversed().map(row)}</tbody>
      </table>
    </div>
  );
}
