/** The states that can be said, as large buttons; the one that holds is pressed. */

import type { Manual } from "@/api/manual";
import { parseInstant } from "@/core/instant";
import { colorVar } from "@/core/state";
import { useI18n } from "@/i18n";
import { useNow } from "@/live";
import { StateMark } from "@/ui/StateMark";
import css from "./Manual.module.css";

export interface StatesProps {
  readonly manual: Manual;
  readonly busy: boolean;
  readonly onState: (state: string) => void;
}

export function States({ manual: { choices, state }, busy, onState }: StatesProps) {
  const { t, f } = useI18n();
  const now = useNow();
  const time = state === null ? "" : f.moment(parseInstant(state.since), now);
  const who = state === null || state.author === "" ? t("saving.nobody") : state.author;
  return (
    <div className={css.states}>
      <div className={css.buttons} role="group" aria-label={t("manual.states")}>
        {choices.map(({ code, text, base, color, shape }) => (
          <button
            key={code}
            type="button"
            className={css.state}
            aria-pressed={state?.holds === true && state.code === code}
            disabled={busy}
            style={{ "--mark": colorVar(color, base) }}
            onClick={() => {
              onState(code);
            }}
          >
            <StateMark base={base} shape={shape} color={color} size="large" />
            <span className={css.word}>{text}</span>
          </button>
        ))}
      </div>
      <p className={state?.holds === true ? "muted" : css.warning}>
        {state === null
          ? t("manual.standing.none")
          : t(state.holds ? "manual.standing" : "manual.standing.old", { state: state.text, time, who })}
      </p>
    </div>
  );
}
