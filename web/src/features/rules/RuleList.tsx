/** The rules in their order: which reason, and when. */

import { Button } from "@mantine/core";

import { useStates } from "@/api";
import type { Reason, Rule } from "@/api/reasons";
import { isShape } from "@/core/state";
import { useI18n } from "@/i18n";
import { Panel } from "@/ui/Panel";
import { ReasonMark } from "@/ui/ReasonMark";
import css from "./Rules.module.css";
import { sentence } from "./sentence";

export interface RuleListProps {
  readonly rules: readonly Rule[];
  readonly reasons: ReadonlyMap<string, Reason & { readonly usable: boolean }>;
  readonly chosen: number | null;
  readonly onChoose: (place: number) => void;
  readonly onAdd: () => void;
}

export function RuleList({ rules, reasons, chosen, onChoose, onAdd }: RuleListProps) {
  const { t, language } = useI18n();
  const states = useStates();
  return (
    <Panel
      flush
      title={t.plural("rules.count", rules.length)}
      aside={
        <Button size="xs" variant="default" onClick={onAdd}>
          {t("rules.add")}
        </Button>
      }
    >
      <ol className={css.list}>
        {rules.map((rule, place) => {
          const reason = reasons.get(rule.reason);
          return (
            <li key={rule.id}>
              <button
                type="button"
                className={css.rule}
                aria-current={place === chosen}
                onClick={() => {
                  onChoose(place);
                }}
              >
                <span className={css.number}>{place + 1}</span>
                <ReasonMark
                  size="small"
                  color={reason?.color ?? null}
                  shape={reason !== undefined && isShape(reason.shape) ? reason.shape : "circle"}
                />
                <span className={css.name}>{reason?.words[language] ?? rule.reason}</span>
                {reason?.usable === true ? <span /> : <span className={css.silent}>{t("rules.silent")}</span>}
                <span className={css.when}>{sentence(rule.when, t, states)}</span>
              </button>
            </li>
          );
        })}
      </ol>
    </Panel>
  );
}
