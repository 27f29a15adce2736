/** How many stops are without a reason, and how far that is from the target, which is zero. */

import type { Stops } from "@/api/corrections";
import { usToMs } from "@/core/instant";
import { useI18n } from "@/i18n";
import { ClassMark } from "@/ui/ReasonMark";
import css from "./Totals.module.css";

export function Totals({ totals }: { readonly totals: Stops["totals"] }) {
  const { t, f } = useI18n();
  const sum = (name: keyof Stops["totals"]): string => {
    const { stops, time } = totals[name];
    const count = t.plural("stops.count", stops, f.number(stops));
    return stops === 0 ? count : t("stops.sum", { stops: count, time: f.duration(usToMs(time)) });
  };
  const done = totals.unexplained.stops === 0;
  return (
    <div className={css.totals} data-done={done} role="status">
      <p className={css.main} title={t("stops.target")}>
        {!done && <ClassMark timeClass="unexplained" size="large" />}
        <span>
          <span className={css.label}>{t("stops.status.unexplained")}</span>
          <strong className={css.sum}>{sum("unexplained")}</strong>
        </span>
      </p>
      <p className={css.others}>
        <span>{t("stops.explained", { sum: sum("explained") })}</span>
        <span>{t("stops.micro", { sum: sum("micro") })}</span>
      </p>
    </div>
  );
}
