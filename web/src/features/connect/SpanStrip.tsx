/** The state of the minutes that are remembered as a strip, and its last changes in words. */

import type { StateLookup } from "@/api";
import type { TrialSpan } from "@/api/setup";
import { colorVar } from "@/core/state";
import { MINUTE, parseInstant, parseOptional } from "@/core/instant";
import { useI18n } from "@/i18n";
import { useNow } from "@/live";
import { StateMark } from "@/ui/StateMark";
import css from "./Preview.module.css";

/** The last changes that are told in words. */
const TOLD = 5;

export interface SpanStripProps {
  readonly spans: readonly TrialSpan[];
  readonly states: StateLookup;
}

export function SpanStrip({ spans, states }: SpanStripProps) {
  const { t, f, language } = useI18n();
  const now = useNow();
  const all = spans.map(({ start, end, state }) => ({
    from: parseInstant(start),
    to: parseOptional(end) ?? now,
    kind: states.get(state),
  }));
  // Before the first value nothing was known: that is no part of what the machine did.
  const begun = all.findIndex(({ kind }) => kind.base !== "no_data");
  const pieces = begun < 0 ? all : all.slice(begun);
  const first = Math.min(pieces[0]?.from ?? now, now - MINUTE);
  const whole = Math.max(1, now - first);
  const percent = (ms: number): string => `${Math.min(100, Math.max(0, (100 * ms) / whole))}%`;
  return (
    <figure className={css.figure}>
      <figcaption className={css.caption}>{t("connect.preview.line")}</figcaption>
      <div className={css.strip} aria-hidden="true">
        {pieces.map(({ from, to, kind }) => (
          <span
            key={from}
            className={css.piece}
            data-base={kind.base}
            title={`${kind.words[language]} · ${f.timeSeconds(from)} · ${f.duration(to - from)}`}
            style={{
              left: percent(from - first),
              width: percent(to - from),
              "--mark": colorVar(kind.color, kind.base),
            }}
          />
        ))}
      </div>
      <div className={css.ends} aria-hidden="true">
        <span>{f.timeSeconds(first)}</span>
        <span>{t("common.now")}</span>
      </div>
      {pieces.length > 0 && (
        <ol className={css.changes} aria-label={t("connect.preview.latest")}>
          {pieces
            .slice(-TOLD)
            .toReversed()
            .map(({ from, to, kind }) => (
              <li key={from}>
                <StateMark base={kind.base} shape={kind.shape} color={kind.color} size="small" />
                <span>{kind.words[language]}</span>
                <span className="muted">{f.timeSeconds(from)}</span>
                <span className={css.length}>{f.duration(to - from)}</span>
              </li>
            ))}
        </ol>
      )}
    </figure>
  );
}
