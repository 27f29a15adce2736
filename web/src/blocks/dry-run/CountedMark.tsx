/** How a piece of time counts: its reason where it has one, else its class. */

import { useReasonTree } from "@/api/reasons";
import type { Counted } from "@/api/dry-runs";
import { isTimeClass } from "@/core/reason";
import { isShape } from "@/core/state";
import { useI18n } from "@/i18n";
import { ClassMark, ReasonMark } from "@/ui/ReasonMark";

export function CountedMark({ counted }: { readonly counted: Counted }) {
  const { t, language } = useI18n();
  const reason = useReasonTree().data?.reasons.find(({ code }) => code === counted.reason);
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
