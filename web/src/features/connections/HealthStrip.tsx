/** How many connections are in which health; pressing one shows only these. */

import type { Health } from "@/core/health";
import { useI18n } from "@/i18n";
import { HealthMark } from "@/ui/HealthMark";
import css from "./HealthStrip.module.css";

export interface HealthStripProps {
  readonly counts: readonly (readonly [health: Health, count: number])[];
  readonly chosen: readonly Health[];
  readonly onChange: (chosen: readonly Health[]) => void;
}

export function HealthStrip({ counts, chosen, onChange }: HealthStripProps) {
  const { t, f } = useI18n();
  return (
    <div className={css.strip} role="group" aria-label={t("connections.counts")}>
      {counts.map(([health, count]) => {
        const word = t.known("health", `${health}.short`) ?? t(`health.${health}`);
        return (
          <button
            key={health}
            type="button"
            className={css.one}
            aria-pressed={chosen.includes(health)}
            data-none={count === 0}
            title={t("connections.filter", { health: word })}
            onClick={() => {
              onChange(chosen.includes(health) ? chosen.filter((other) => other !== health) : [...chosen, health]);
            }}
          >
            <HealthMark health={health} />
            <span className={css.count}>{f.number(count)}</span> <span className={css.word}>{word}</span>
          </button>
        );
      })}
    </div>
  );
}
