/** How a piece of time counts: its reason where it has one, else its class. */

import { useReasonTree } from "@/api/reasons";
import type { Said } from "@/api/dry-runs";
import { isTimeClass } from "@/core/reason";
import { isShape } from "@/core/state";
import { useI18n } from "@/i18n";
import { ClassMark, ReasonMark } from "@/ui/ReasonMark";

export function CountedMark({ said }: { readonly said: Said | null }) {
  const { t, language } = useI18n();
  const tree = useReasonTree().data;
  if (said === null) {
    return <span className="muted">{t("common.none")}</span>;
  }
  const reason = tree?.reasons.find(({ code }) => code === said.reason);
  if (reason !== undefined) {
    return (
      <ReasonMark size="small" color={reason.color} shape={isShape(reason.shape) ? reason.shape : "circle"}>
        {reason.words[language]}
      </ReasonMark>
    );
  }
  const word = t.known("class", said.time_class) ?? said.time_class;
  return isTimeClass(said.time_class) ? (
    <ClassMark size="small" timeClass={said.time_class}>
      {said.reason ?? word}
    </ClassMark>
  ) : (
    <span>{word}</span>
  );
}
