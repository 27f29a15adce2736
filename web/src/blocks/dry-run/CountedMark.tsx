/** What a piece of time is: its state for state rules, else its reason where it has one, else how it counts. */

import { useStates } from "@/api";
import { useReasonTree } from "@/api/reasons";
import type { Said } from "@/api/dry-runs";
import { isTimeClass } from "@/core/reason";
import { isShape } from "@/core/state";
import { useI18n } from "@/i18n";
import { ClassMark, ReasonMark } from "@/ui/ReasonMark";
import { StateMark } from "@/ui/StateMark";
import css from "./DryRun.module.css";

export interface CountedMarkProps {
  /** null: nothing is said. */
  readonly counted: Said | null;
  readonly by: "state" | "count";
}

export function CountedMark({ counted, by }: CountedMarkProps) {
  const { t, language } = useI18n();
  const states = useStates();
  const reasons = useReasonTree().data?.reasons;
  if (counted === null) {
    return <span className="muted">{t("dryRun.nothing.said")}</span>;
  }
  if (by === "state") {
    const { base, shape, color, words } = states.get(counted.state);
    return (
      <span className={css.state}>
        <StateMark base={base} shape={shape} color={color} size="small" />
        {words[language]}
      </span>
    );
  }
  const reason = reasons?.find(({ code }) => code === counted.reason);
  if (reason !== undefined) {
    return (
      <ReasonMark size="small" color={reason.color} shape={isShape(reason.shape) ? reason.shape : "circle"}>
        {reason.words[language]}
      </ReasonMark>
    );
  }
  const word = t.known("class", counted.time_class) ?? counted.time_class;
  return isTimeClass(counted.time_class) ? (
    <ClassMark size="small" timeClass={counted.time_class}>
      {counted.reason === "" ? word : counted.reason}
    </ClassMark>
  ) : (
    <span>{word}</span>
  );
}
