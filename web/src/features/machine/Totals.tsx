/** Where the time of the period went: every state with its share, no data among them. */

import type { StateLookup, Timeline } from "@/api";
import { SECOND, usToMs } from "@/core/instant";
import { colorVar } from "@/core/state";
import { useI18n } from "@/i18n";
import { StateMark } from "@/ui/StateMark";
import css from "./Totals.module.css";

export interface TotalsProps {
  readonly timeline: Timeline;
  readonly states: StateLookup;
}

export function Totals({ timeline, states }: TotalsProps) {
  const { t, f, language } = useI18n();
  const totals = timeline.totals.state ?? {};
  const whole = Object.values(totals).reduce((sum, us) => sum + us, 0);
  const order = new Map(states.all.map(({ code }, index) => [code, index]));
  const rows = Object.entries(totals)
    .filter(([, us]) => us > 0)
    .map(([code, us]) => ({ kind: states.get(code), us }))
    .toSorted((a, b) => (order.get(a.kind.code) ?? 99) - (order.get(b.kind.code) ?? 99));
  return (
    <div className={css.totals}>
      <div className={css.bar} aria-hidden="true">
        {rows.map(({ kind, us }) => (
          <span
            key={kind.code}
            className={css.part}
            data-base={kind.base}
            style={{ flexGrow: us / Math.max(1, whole), "--mark": colorVar(kind.color, kind.base) }}
          />
        ))}
      </div>
      <ul className={css.list}>
        {rows.map(({ kind, us }) => (
          <li key={kind.code} className={css.row}>
            <StateMark base={kind.base} shape={kind.shape} color={kind.color} size="small" />
            <span className={css.word}>{kind.words[language]}</span>
            <span className={css.time}>{us < SECOND * 1_000 ? `< 1 ${t("unit.s")}` : f.duration(usToMs(us))}</span>
            <span className={css.share}>{f.percent(us / Math.max(1, whole))}</span>
          </li>
        ))}
        <li className={css.sum}>
          <span className={css.word}>{t("machine.totals.total")}</span>
          <span className={css.time}>{f.duration(usToMs(whole))}</span>
        </li>
      </ul>
    </div>
  );
}
