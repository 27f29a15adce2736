/** Is the state right? Why it is what it is, and the rules, which can be changed and tried on the minutes at hand. */

import { Button } from "@mantine/core";
import { useMemo } from "react";

import { Problem, useStates } from "@/api";
import type { Trial } from "@/api/setup";
import { Explained } from "@/blocks/explain/Explained";
import { TextField } from "@/blocks/rules-text/TextField";
import { lineOf } from "@/core/place";
import { describeError, useI18n } from "@/i18n";
import { useNow } from "@/live";
import { Panel } from "@/ui/Panel";
import css from "./Connect.module.css";
import { ownRules } from "./draft";
import { Foot } from "./Foot";
import type { Wizard } from "./wizard";

export function StateStep({ wizard }: { readonly wizard: Wizard }) {
  const { t } = useI18n();
  const { draft, change, go, taken, trial } = wizard;
  const text = draft.rules ?? trial.trial?.profile_text ?? "";
  const { refused } = trial;
  const wrong = useMemo(() => {
    if (draft.rules === null || !(refused instanceof Problem)) {
      return null;
    }
    const { where } = refused.params;
    return { line: typeof where === "string" ? lineOf(draft.rules, where) : null, text: describeError(refused, t) };
  }, [draft.rules, refused, t]);
  const own = ownRules(draft, taken);
  return (
    <>
      <Panel title={t("connect.state.title")}>
        <p className="muted">{t("connect.state.text")}</p>
        {trial.trial !== null && <Why trial={trial.trial} />}
      </Panel>
      <Panel
        title={t("connect.state.rules")}
        aside={
          draft.rules !== null && (
            <Button
              size="sm"
              variant="default"
              onClick={() => {
                change({ rules: null });
              }}
            >
              {t("connect.state.rules.reset")}
            </Button>
          )
        }
      >
        {own !== null && <p>{t("connect.state.rules.own", { id: own.id })}</p>}
        {text === "" ? (
          <p className="muted">{t("connect.state.rules.none")}</p>
        ) : (
          <TextField
            label={t("connect.state.rules.text")}
            value={text}
            wrong={wrong}
            onChange={(rules) => {
              change({ rules });
            }}
          />
        )}
        {wrong !== null && <p className={css.warn}>{t("connect.state.rules.refused")}</p>}
      </Panel>
      <Foot
        ready={wrong === null}
        onBack={() => {
          go("signals");
        }}
        onNext={() => {
          go("place");
        }}
      />
    </>
  );
}

function Why({ trial }: { readonly trial: Trial }) {
  const now = useNow();
  const states = useStates();
  const byKey = useMemo(() => new Map(trial.signals.map((signal) => [signal.key, signal])), [trial.signals]);
  return (
    <Explained
      brief
      explanation={trial.state.tree}
      at={now}
      now={now}
      states={states}
      unitOf={(key) => byKey.get(key)?.units ?? null}
      nameOf={(key) => {
        const name = byKey.get(key)?.name ?? "";
        return name === "" ? key : name;
      }}
    />
  );
}
