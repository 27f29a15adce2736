/** Why the machine was in its state at a moment: the rule, its condition, the values behind it. */

import type { Explanation, StateLookup, UsedValue } from "@/api";
import { formatValue } from "@/blocks/values/formatValue";
import type { Ms } from "@/core/instant";
import { parseInstant, parseOptional } from "@/core/instant";
import { useI18n } from "@/i18n";
import { StateMark } from "@/ui/StateMark";
import { ConditionTree } from "./ConditionTree";
import css from "./Explained.module.css";

export interface ExplainedProps {
  readonly explanation: Explanation;
  readonly at: Ms;
  readonly now: Ms;
  readonly states: StateLookup;
  /** MTConnect unit of a signal by its key, for the values. */
  readonly unitOf: (signal: string) => string | null;
  readonly nameOf: (signal: string) => string;
  /** The state itself stands elsewhere. */
  readonly brief?: boolean;
}

export function Explained({ explanation: data, at, now, states, unitOf, nameOf, brief = false }: ExplainedProps) {
  const { t, f, language } = useI18n();
  const kind = states.get(data.state);
  const { span, rule, condition, values, earlier_rules: earlier, coverage } = data;
  const reason = data.reason === null ? null : (t.known("reason", data.reason) ?? data.reason);
  const moment = (text: string | null): string => (text === null ? "…" : f.moment(parseInstant(text), now));
  return (
    <div className={css.answer} aria-live="polite">
      {!brief && (
        <div className={css.verdict}>
          <StateMark base={kind.base} shape={kind.shape} color={kind.color} size="large" />
          <div>
            <p className={css.word}>{kind.words[language]}</p>
            <p className="muted">{f.dateTime(at)}</p>
          </div>
        </div>
      )}
      {reason !== null && <p>{reason}</p>}
      <dl className={css.facts}>
        {span !== null && (
          <>
            <dt>{t("explain.interval")}</dt>
            <dd>
              {moment(span.start)} – {span.end === null ? t("common.now") : moment(span.end)}
              <span className="muted">
                {" · "}
                {f.duration((parseOptional(span.end) ?? now) - parseInstant(span.start))}
              </span>
            </dd>
          </>
        )}
        <dt>{t("explain.rule")}</dt>
        <dd>
          {rule === null ? (
            t("explain.rule.none")
          ) : (
            <>
              <code>{rule.id}</code>
              <span className={css.profile}>
                {t("explain.profile", { profile: rule.profile, version: rule.version })}
              </span>
            </>
          )}
        </dd>
        <dt>{t("explain.coverage")}</dt>
        <dd>
          {coverage === null
            ? t("explain.coverage.none")
            : `${moment(coverage.start)} – ${coverage.end === null ? t("common.now") : moment(coverage.end)}`}
        </dd>
      </dl>
      {condition !== null && (
        <section>
          <h3>{t("explain.condition")}</h3>
          <ConditionTree node={condition} />
        </section>
      )}
      <section>
        <h3>{t("explain.values")}</h3>
        {values.length === 0 ? (
          <p className="muted">{t("explain.values.none")}</p>
        ) : (
          <ul className={css.values}>
            {values.map((value) => (
              <Used
                key={`${value.role} ${value.signal}`}
                used={value}
                name={nameOf(value.signal)}
                text={formatValue(value.value, unitOf(value.signal), { t, f, language })}
              />
            ))}
          </ul>
        )}
      </section>
      {earlier.length > 0 && (
        <details className={css.earlier}>
          <summary>{t.plural("explain.earlier", earlier.length)}</summary>
          <ul className={css.rules}>
            {earlier.map((one) => (
              <li key={one.id}>
                <code>{one.id}</code>
                <ConditionTree node={one.condition} />
              </li>
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}

interface UsedProps {
  readonly used: UsedValue;
  readonly name: string;
  readonly text: string;
}

/** One value a rule looked at; where it came from opens on demand. */
function Used({ used, name, text }: UsedProps) {
  const { t, f } = useI18n();
  const millis = (at: string | null): string => (at === null ? "—" : f.timeMillis(parseInstant(at)));
  return (
    <li>
      <details>
        <summary className={css.used} data-known={used.known}>
          <span className={css.usedName}>
            {name}
            {used.role !== "" && used.role !== name && <span className={css.role}>{used.role}</span>}
          </span>
          <span className={css.usedValue}>{text}</span>
        </summary>
        <dl className={css.origin}>
          {!used.known && <dd className={css.unknown}>{t("explain.not_known")}</dd>}
          <dt>{t("explain.source_at")}</dt>
          <dd>
            {used.source_at === null ? "—" : `${f.date(parseInstant(used.source_at))}, ${millis(used.source_at)}`}
          </dd>
          <dt>{t("explain.received_at")}</dt>
          <dd>{millis(used.received_at)}</dd>
          <dt>{t("explain.quality")}</dt>
          <dd>{used.quality === null ? "—" : (t.known("quality", used.quality) ?? used.quality)}</dd>
          <dt>{t("explain.session")}</dt>
          <dd className="mono">{used.session === null ? "—" : `${used.session} / ${used.sequence ?? "—"}`}</dd>
        </dl>
      </details>
    </li>
  );
}
