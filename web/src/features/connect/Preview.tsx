/** What the machine would show on the board, live, before anything is stored. */

import { useStates } from "@/api";
import type { Trial } from "@/api/setup";
import { parseInstant } from "@/core/instant";
import { describeError, useI18n } from "@/i18n";
import { Elapsed } from "@/live";
import { Failure, Loading } from "@/ui/Notice";
import { Panel } from "@/ui/Panel";
import { StateMark } from "@/ui/StateMark";
import { isBrought } from "./draft";
import css from "./Preview.module.css";
import { SpanStrip } from "./SpanStrip";
import type { Wizard } from "./wizard";

export interface PreviewProps {
  readonly wizard: Wizard;
  /** Every setting is there and right. */
  readonly settled: boolean;
  /** It is being tried. */
  readonly told: boolean;
}

export function Preview({ wizard, settled, told }: PreviewProps) {
  const { t } = useI18n();
  const { kind, trial } = wizard;
  const why = isBrought(kind) ? "brought" : !settled ? "settings" : !told ? "signals" : "none";
  return (
    <Panel title={t("connect.preview.title")}>
      {!told ? (
        <p className="muted">{t(`connect.preview.${why}`)}</p>
      ) : trial.trial !== null ? (
        <Shown trial={trial.trial} stale={trial.stale} refused={trial.refused} />
      ) : trial.error !== null ? (
        <Failure
          title={t("connect.preview.failed")}
          text={describeError(trial.error, t)}
          retry={t("common.retry")}
          onRetry={trial.retry}
        />
      ) : (
        <Loading label={t("connect.preview.opening")} rows={4} />
      )}
    </Panel>
  );
}

interface ShownProps {
  readonly trial: Trial;
  readonly stale: boolean;
  readonly refused: Error | null;
}

function Shown({ trial, stale, refused }: ShownProps) {
  const { t, f, language } = useI18n();
  const states = useStates();
  const { state, link, spans } = trial;
  const kind = states.get(state.code);
  const reason = state.reason === "" ? null : (t.known("reason", state.reason) ?? state.reason);
  return (
    <div className={css.preview} aria-busy={stale}>
      <div className={css.state} role="status">
        <StateMark base={kind.base} shape={kind.shape} color={kind.color} size="large" />
        <div>
          <p className={css.word}>{kind.words[language]}</p>
          {state.since !== null && (
            <p className="muted">
              <Elapsed since={parseInstant(state.since)} format={f.duration} />
            </p>
          )}
        </div>
      </div>
      {reason !== null && <p>{reason}</p>}
      {state.rule !== "" && <p className="muted">{t("connect.preview.why", { rule: state.rule })}</p>}
      <SpanStrip spans={spans} states={states} />
      <p className={css.link} data-link={link.state}>
        <span className={css.dot} aria-hidden="true" />
        {t(`link.${link.state}`)} ·{" "}
        {t("connect.preview.rate", { count: f.number(trial.observations), rate: f.number(trial.rate_per_s, 1) })}
      </p>
      {link.error !== null && (
        <p className={css.problem} role="alert">
          {link.error.text}
        </p>
      )}
      {refused !== null && (
        <p className={css.problem} role="alert">
          {describeError(refused, t)}
        </p>
      )}
      {trial.problems.map(({ code, text }, index) => (
        <p key={`${code} ${String(index)}`} className={css.note}>
          {text}
        </p>
      ))}
      <p className="muted">{t(stale ? "connect.preview.stale" : "connect.preview.text")}</p>
    </div>
  );
}
