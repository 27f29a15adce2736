/** The terms of a figure with what each is made of; a part shows its intervals below. */

import { useReasons } from "@/api/figures";
import type { ExplainedTerm, TermPart } from "@/api/figures";
import { useStates } from "@/api";
import { formatValue } from "@/blocks/figure/value";
import { tokenOfClass } from "@/core/reason";
import { useI18n } from "@/i18n";
import { ClassMark } from "@/ui/ReasonMark";
import { sameKind, withoutPrograms } from "./parts";
import css from "./Terms.module.css";

/** So many parts of a term are shown at first. */
const FEW = 6;

export interface TermsProps {
  readonly terms: readonly ExplainedTerm[];
  readonly chosen: TermPart | null;
  readonly onChoose: (part: TermPart | null) => void;
}

export function Terms({ terms, chosen, onChoose }: TermsProps) {
  const { t, f, language } = useI18n();
  return (
    <ul className={css.terms}>
      {terms.map((term) => {
        const parts = withoutPrograms(term.parts);
        return (
          <li key={term.code} className={css.term}>
            <h3 className={css.head}>
              <code>{term.code}</code>
              <span className={css.words}>{term.words[language]}</span>
              <span className={css.value}>
                {term.value === null ? t("figure.absent.short") : formatValue(term.value, term.unit, f, t)}
              </span>
            </h3>
            <p className={css.description}>{term.description[language]}</p>
            <ol className={css.parts}>
              {parts.slice(0, FEW).map((part, index) => (
                <Part key={index} part={part} term={term} chosen={sameKind(chosen, part)} onChoose={onChoose} />
              ))}
            </ol>
            {parts.length > FEW && (
              <details>
                <summary className={css.rest}>
                  {t.plural("explain_figure.parts", parts.length - FEW, f.number(parts.length - FEW))}
                </summary>
                <ol className={css.parts}>
                  {parts.slice(FEW).map((part, index) => (
                    <Part key={index} part={part} term={term} chosen={sameKind(chosen, part)} onChoose={onChoose} />
                  ))}
                </ol>
              </details>
            )}
          </li>
        );
      })}
    </ul>
  );
}

interface PartProps {
  readonly part: TermPart;
  readonly term: ExplainedTerm;
  readonly chosen: boolean;
  readonly onChoose: (part: TermPart | null) => void;
}

function Part({ part, term, chosen, onChoose }: PartProps) {
  const { t, f, language } = useI18n();
  const reasons = useReasons();
  const states = useStates();
  const whole = term.parts.reduce((sum, { amount }) => sum + amount, 0);
  const reason = reasons.get(part.reason);
  const words = [
    part.state === "" ? "" : states.get(part.state).words[language],
    reason?.words[language] ?? "",
    part.program === "" && part.time_class === "" ? t("timeline.no_program") : part.program,
  ].filter((word) => word !== "");
  const fill = part.time_class === "" ? "var(--accent)" : `var(--${tokenOfClass(part.time_class)})`;
  return (
    <li>
      <button
        type="button"
        className={css.part}
        aria-pressed={chosen}
        onClick={() => {
          onChoose(chosen ? null : part);
        }}
      >
        <span className={css.name}>
          {part.time_class !== "" && (
            <ClassMark timeClass={part.time_class} size="small">
              {t(`class.${part.time_class}`)}
            </ClassMark>
          )}
          <span className="muted">{words.join(" · ")}</span>
        </span>
        <span className={css.track} aria-hidden="true">
          <span style={{ "--share": whole === 0 ? 0 : part.amount / whole, "--fill": fill }} />
        </span>
        <span className={css.amount}>{formatValue(part.amount, term.unit, f, t)}</span>
      </button>
    </li>
  );
}
