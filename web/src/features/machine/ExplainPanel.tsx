/** Why the machine was in its state at a moment: the rule, its condition, the values behind it. */

import { Button, CloseButton } from "@mantine/core";

import type { StateLookup } from "@/api";
import { useExplanation } from "@/api";
import { Explained } from "@/blocks/explain/Explained";
import type { Ms } from "@/core/instant";
import { describeError, useI18n } from "@/i18n";
import { useLive } from "@/live";
import { Failure, Loading } from "@/ui/Notice";
import { Panel } from "@/ui/Panel";
import css from "./ExplainPanel.module.css";
import { InstantField } from "./InstantField";

export interface ExplainPanelProps {
  readonly machineId: string;
  readonly at: Ms | null;
  readonly now: Ms;
  readonly states: StateLookup;
  /** MTConnect unit of a signal by its key, for the values. */
  readonly unitOf: (signal: string) => string | null;
  readonly nameOf: (signal: string) => string;
  readonly onAt: (at: Ms | null) => void;
}

export function ExplainPanel(props: ExplainPanelProps) {
  const { machineId, at, onAt } = props;
  const { t } = useI18n();
  const { clock } = useLive();
  return (
    <Panel
      title={t("explain.title")}
      className={css.panel}
      aside={
        at === null ? undefined : (
          <CloseButton
            size="lg"
            aria-label={t("explain.close")}
            onClick={() => {
              onAt(null);
            }}
          />
        )
      }
    >
      <div className={css.choose}>
        <InstantField key={at} at={at} onAt={onAt} className={css.instant} />
        <Button
          size="sm"
          variant="default"
          onClick={() => {
            onAt(clock.now());
          }}
        >
          {t("explain.now")}
        </Button>
      </div>
      {at === null ? <p className={css.hint}>{t("explain.hint")}</p> : <Answer key={machineId} {...props} at={at} />}
    </Panel>
  );
}

function Answer({ machineId, at, now, states, unitOf, nameOf }: ExplainPanelProps & { readonly at: Ms }) {
  const { t } = useI18n();
  const { data, error, isPending, refetch } = useExplanation(machineId, at);
  if (isPending) {
    return <Loading label={t("common.loading")} rows={6} />;
  }
  if (error !== null) {
    return (
      <Failure
        title={t("error.title")}
        text={describeError(error, t)}
        retry={t("common.retry")}
        onRetry={() => void refetch()}
      />
    );
  }
  return <Explained explanation={data} at={at} now={now} states={states} unitOf={unitOf} nameOf={nameOf} />;
}
