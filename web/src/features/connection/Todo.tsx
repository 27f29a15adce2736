/** What is the matter and what to do about it, the most urgent first; a calm line where all is well. */

import type { Source } from "@/api/sources";
import { skewLength } from "@/blocks/sources/describe";
import { healthOf, inTrouble, isGappy, isSkewed } from "@/core/health";
import { parseInstant, usToMs } from "@/core/instant";
import { useI18n } from "@/i18n";
import { useNow } from "@/live";
import { Panel } from "@/ui/Panel";
import css from "./ConnectionPage.module.css";

export function Todo({ source }: { readonly source: Source }) {
  const { t, f } = useI18n();
  const now = useNow();
  const health = healthOf(source);
  const lines: string[] = [];
  if (source.paused && source.advice === "") {
    const time = f.moment(parseInstant(source.paused_at ?? source.since), now);
    const who = source.paused_by === "" ? t("saving.nobody") : source.paused_by;
    lines.push(t("connection.paused", { who, time, reason: source.paused_reason }));
  } else if (!source.paused && source.error !== null) {
    lines.push(source.error.text);
  }
  if (source.advice !== "" && !lines.includes(source.advice)) {
    lines.push(source.advice);
  }
  if (isSkewed(source.clock_skew_us)) {
    lines.push(t("connection.skewed", { duration: skewLength(source.clock_skew_us ?? 0, t, f) }));
  }
  if (isGappy(source)) {
    lines.push(
      t("connection.gaps.advice", {
        gaps: t.plural("connection.gaps.count", source.gaps_24h, f.number(source.gaps_24h)),
        duration: f.duration(usToMs(source.gap_time_24h_us)),
      }),
    );
  }
  if (source.quarantined > 0) {
    lines.push(t("connection.quarantined.advice", { count: f.number(source.quarantined) }));
  }
  const next = source.paused || source.retry_at === null ? null : parseInstant(source.retry_at) - now;
  return (
    <Panel title={t("connection.do")} className={inTrouble(health) ? css.trouble : undefined}>
      <div className={css.todo} role="status">
        {lines.length === 0 ? <p>{t(`connection.${health === "up" ? "well" : "trying"}`)}</p> : null}
        {lines.map((line, index) => (
          <p key={line} data-first={(index === 0 && inTrouble(health)) || undefined}>
            {line}
          </p>
        ))}
      </div>
      {next !== null && (
        <p className="muted">
          {next > 0 ? t("connection.next_try", { duration: f.duration(next) }) : t("connection.trying")}
        </p>
      )}
    </Panel>
  );
}
