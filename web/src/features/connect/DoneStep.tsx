/** It is connected: the machine as the board shows it now, and where to go from here. */

import { Button } from "@mantine/core";
import { Link } from "wouter";

import { useStates } from "@/api";
import { useI18n } from "@/i18n";
import { useMachine } from "@/live";
import { Panel } from "@/ui/Panel";
import { StateMark } from "@/ui/StateMark";
import css from "./Connect.module.css";
import { isBrought } from "./draft";
import type { Wizard } from "./wizard";

export function DoneStep({ wizard: { draft, kind, forget, go } }: { readonly wizard: Wizard }) {
  const { t, language } = useI18n();
  const states = useStates();
  const { machine = "", source = "" } = draft.done ?? {};
  const live = useMachine(machine);
  const state = live === undefined ? null : states.get(live.state.code, live.state.base);
  const name = draft.existing === "" ? draft.machine.name : (live?.name ?? machine);
  return (
    <div className={css.narrow}>
      <Panel title={t("connect.done.title", { machine: name })}>
        <div className={css.done}>
          <p className="muted">{t("connect.done.text")}</p>
          <div className={css.live} role="status">
            {state === null ? (
              <p>{t("connect.done.waiting")}</p>
            ) : (
              <>
                <StateMark base={state.base} shape={state.shape} color={state.color} size="large" />
                <p className={css.word}>{state.words[language]}</p>
              </>
            )}
          </div>
          {isBrought(kind) && draft.connector !== "manual" && (
            <>
              <p>{t("connect.done.push")}</p>
              <pre className={css.code}>
                {`curl -H "Authorization: Bearer $TOKEN" --json @data.json \\\n  ${window.location.origin}/api/v1/push/${source}`}
              </pre>
            </>
          )}
          <div className={css.buttons}>
            <Button component={Link} href={`/machines/${encodeURIComponent(machine)}`} size="md">
              {t("connect.done.machine")}
            </Button>
            <Button component={Link} href={`/connections/${encodeURIComponent(source)}`} size="md" variant="default">
              {t("connect.done.connection")}
            </Button>
            <Button
              size="md"
              variant="default"
              onClick={() => {
                forget();
                go("address");
              }}
            >
              {t("connect.done.next")}
            </Button>
          </div>
        </div>
      </Panel>
    </div>
  );
}
