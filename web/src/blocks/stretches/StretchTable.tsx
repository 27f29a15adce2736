/** Intervals behind a figure or a loss: each leads to its machine at that moment, which explains it down to the signals. */

import { Link } from "wouter";

import { useStates } from "@/api";
import type { MachineStretch } from "@/api/figures";
import { useReasons } from "@/api/figures";
import type { Ms } from "@/core/instant";
import { parseInstant } from "@/core/instant";
import { useI18n } from "@/i18n";
import { useMachines } from "@/live";
import { ClassMark, ReasonMark } from "@/ui/ReasonMark";
import { StateMark } from "@/ui/StateMark";
import table from "@/ui/table.module.css";
import css from "./StretchTable.module.css";
import { momentHref } from "./momentHref";

export interface StretchTableProps {
  readonly stretches: readonly MachineStretch[];
  readonly now: Ms;
  readonly label: string;
}

export function StretchTable({ stretches, now, label }: StretchTableProps) {
  const { t, f, language } = useI18n();
  const states = useStates();
  const reasons = useReasons();
  const names = new Map(useMachines().map(({ id, name }) => [id, name]));
  return (
    <div className={table.scroll} tabIndex={0} role="region" aria-label={label}>
      <table className={table.table}>
        <thead>
          <tr>
            <th scope="col">{t("stretch.machine")}</th>
            <th scope="col">{t("stretch.from")}</th>
            <th scope="col" className={table.number}>
              {t("stretch.length")}
            </th>
            <th scope="col">{t("stretch.state")}</th>
            <th scope="col">{t("stretch.reason")}</th>
            <th scope="col">{t("stretch.class")}</th>
            <th scope="col">{t("stretch.shift")}</th>
            <th scope="col">{t("stretch.program")}</th>
          </tr>
        </thead>
        <tbody>
          {stretches.map((stretch) => {
            const window = { from: parseInstant(stretch.start), to: parseInstant(stretch.end) };
            const state = states.get(stretch.state, stretch.base);
            return (
              <tr key={`${stretch.machine} ${stretch.start}`}>
                <td>
                  <Link href={momentHref(stretch.machine, window)}>
                    {names.get(stretch.machine) ?? stretch.machine}
                  </Link>
                </td>
                <td className="nowrap">
                  {f.moment(window.from, now)}
                  {stretch.open && <span className={css.open}>{t("common.open")}</span>}
                </td>
                <td className={table.number}>{f.duration(window.to - window.from)}</td>
                <td>
                  <span className={css.marked}>
                    <StateMark base={state.base} shape={state.shape} color={state.color} size="small" />
                    {state.words[language]}
                  </span>
                </td>
                <td>
                  <ReasonOf stretch={stretch} reason={reasons.get(stretch.reason)} />
                </td>
                <td>
                  <ClassMark timeClass={stretch.time_class} size="small">
                    {t(`class.${stretch.time_class}`)}
                  </ClassMark>
                </td>
                <td className="nowrap">{[stretch.shift, stretch.team].filter((text) => text !== "").join(" · ")}</td>
                <td className={css.program}>{stretch.program}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

interface ReasonOfProps {
  readonly stretch: MachineStretch;
  readonly reason: ReturnType<ReturnType<typeof useReasons>["get"]>;
}

/** The reason and who gave it. */
function ReasonOf({ stretch, reason }: ReasonOfProps) {
  const { t, language } = useI18n();
  if (reason === undefined) {
    return stretch.time_class === "unexplained" ? <span className="muted">{t("stretch.origin.none")}</span> : null;
  }
  return (
    <span className={css.reason}>
      <ReasonMark color={reason.color} shape={reason.shape} size="small">
        {reason.words[language]}
      </ReasonMark>
      <span className="muted">{t(`stretch.origin.${stretch.origin}`)}</span>
    </span>
  );
}
