/** Where a person is on the way, and the way back and forth. */

import { useI18n } from "@/i18n";
import type { Step } from "./draft";
import { STEPS } from "./draft";
import css from "./StepBar.module.css";

export interface StepBarProps {
  readonly step: Step;
  readonly can: (step: Step) => boolean;
  readonly onStep: (step: Step) => void;
}

export function StepBar({ step, can, onStep }: StepBarProps) {
  const { t } = useI18n();
  const here = STEPS.findIndex((one) => one === step);
  return (
    <nav aria-label={t("connect.steps")}>
      <ol className={css.steps}>
        {STEPS.map((one, index) => (
          <li key={one} className={css.item} data-past={index < here || undefined}>
            <button
              type="button"
              className={css.step}
              aria-current={one === step ? "step" : undefined}
              disabled={!can(one)}
              onClick={() => {
                onStep(one);
              }}
            >
              <span className={css.number} aria-hidden="true">
                {index + 1}
              </span>
              <span className={css.word}>{t(`connect.step.${one}`)}</span>
            </button>
          </li>
        ))}
      </ol>
    </nav>
  );
}
