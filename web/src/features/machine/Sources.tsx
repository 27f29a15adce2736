/** The health of the machine's sources: is the data fresh, from where, and if not, why. */

import { Link } from "wouter";

import type { MachineDetail, SourceStatus } from "@/api";
import type { Ms } from "@/core/instant";
import { parseInstant, usToMs } from "@/core/instant";
import { useI18n } from "@/i18n";
import { Notice } from "@/ui/Notice";
import css from "./Sources.module.css";

/** Clocks that differ by less than this are as good as equal. */
const SKEW_NOTICED_US = 500_000;

export interface SourcesProps {
  readonly detail: MachineDetail;
  readonly now: Ms;
}

export function Sources({ detail, now }: SourcesProps) {
  const { t, f } = useI18n();
  const { sources, totals } = detail;
  if (sources.length === 0) {
    return <Notice title={t("sources.empty.title")} text={t("sources.empty.text")} />;
  }
  return (
    <div className={css.sources}>
      {sources.map((source) => (
        <Source key={source.id} source={source} now={now} />
      ))}
      {totals.first_at !== null && totals.last_at !== null && (
        <p className={css.totals}>
          {t("sources.totals", {
            observations: t.plural("sources.observations", totals.observations, f.number(totals.observations)),
            signals: f.number(totals.signals),
            first: f.dateTime(parseInstant(totals.first_at)),
            last: f.dateTime(parseInstant(totals.last_at)),
          })}
        </p>
      )}
    </div>
  );
}

function Source({ source, now }: { readonly source: SourceStatus; readonly now: Ms }) {
  const { t, f } = useI18n();
  const moment = (at: string | null): string => (at === null ? "—" : f.moment(parseInstant(at), now));
  const lag = source.lag_us === null ? "—" : `${f.number(source.lag_us / 1_000_000, 2)} ${t("unit.s")}`;
  const skew = source.clock_skew_us;
  const skewed = skew !== null && Math.abs(skew) >= SKEW_NOTICED_US;
  const facts: readonly (readonly [name: string, value: string, notice?: boolean])[] = [
    [t("sources.connector"), source.connector],
    [t("sources.last_data"), moment(source.last_data_at)],
    [t("sources.last_contact"), moment(source.last_contact_at)],
    [t("sources.rate"), f.number(source.rate_per_s, 1)],
    [t("sources.lag"), lag],
    [
      t("sources.skew"),
      skew === null ? "—" : skewed ? f.duration(usToMs(Math.abs(skew))) : `< 1 ${t("unit.s")}`,
      skewed,
    ],
    [t("sources.quarantined"), f.number(source.quarantined), source.quarantined > 0],
  ];
  return (
    <article className={css.source}>
      <header className={css.head}>
        <h3>
          <Link href={`/connections/${encodeURIComponent(source.id)}`}>{source.id}</Link>
        </h3>
        <code className={css.address}>{source.address}</code>
        <span className={css.link} data-link={source.link}>
          {t(`link.${source.link}`)} · {t("common.since", { time: moment(source.since) })}
        </span>
      </header>
      {source.error !== null && (
        <p className={css.error}>
          {t("sources.error")}: {source.error.text}
          {source.retry_at !== null && ` ${t("sources.retry")}: ${moment(source.retry_at)}`}
        </p>
      )}
      <dl className={css.facts}>
        {facts.map(([name, value, notice = false]) => (
          <div key={name} data-notice={notice}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </article>
  );
}
