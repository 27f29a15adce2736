/** How many machines are in each state; pressing a state shows only its machines. */

import { useI18n } from "@/i18n";
import type { StateLookup } from "@/api";
import { colorVar } from "@/core/state";
import { StateMark } from "@/ui/StateMark";
import { countStates, sameCounts } from "./select";
import css from "./StateStrip.module.css";
import { useDerived } from "./useDerived";

export interface StateStripProps {
  readonly states: StateLookup;
  readonly chosen: readonly string[];
  readonly onChange: (states: readonly string[]) => void;
}

export function StateStrip({ states, chosen, onChange }: StateStripProps) {
  const { t, f, language } = useI18n();
  const counts = useDerived(countStates, sameCounts);
  const declared = new Set(states.all.map(({ code }) => code));
  const stray = Object.keys(counts).filter((code) => !declared.has(code));
  const kinds = [...states.all, ...stray.map((code) => states.get(code))];

  const toggle = (code: string): void => {
    onChange(chosen.includes(code) ? chosen.filter((other) => other !== code) : [...chosen, code]);
  };

  return (
    <div className={css.strip} role="group" aria-label={t("board.counts")}>
      {kinds.map((kind) => {
        const count = counts[kind.code] ?? 0;
        const word = kind.words[language];
        return (
          <button
            key={kind.code}
            type="button"
            className={css.state}
            aria-pressed={chosen.includes(kind.code)}
            title={t("board.filter.state", { state: word })}
            data-none={count === 0}
            style={{ "--mark": colorVar(kind.color, kind.base) }}
            onClick={() => {
              toggle(kind.code);
            }}
          >
            <StateMark base={kind.base} shape={kind.shape} color={kind.color} />
            <span className={css.count}>{f.number(count)}</span> <span className={css.word}>{word}</span>
          </button>
        );
      })}
    </div>
  );
}
