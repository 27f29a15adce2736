/** The condition of a rule, always open as a group so that more can be added. */

import type { Condition } from "./condition";
import { asGroup, ungrouped } from "./condition";
import { GroupEditor } from "./ConditionEditor";

export interface ConditionFieldProps {
  readonly when: Condition;
  readonly onChange: (when: Record<string, unknown>) => void;
}

export function ConditionField({ when, onChange }: ConditionFieldProps) {
  return (
    <GroupEditor
      group={asGroup(when)}
      depth={0}
      onChange={(group) => {
        onChange({ ...ungrouped(group) });
      }}
    />
  );
}
