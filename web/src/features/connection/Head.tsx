/** Which connection it is, and how it does at a glance. */

import { Link } from "wouter";

import type { Source } from "@/api/sources";
import { healthOf } from "@/core/health";
import { parseInstant } from "@/core/instant";
import { useI18n } from "@/i18n";
import { Elapsed, useNow } from "@/live";
import { HealthMark } from "@/ui/HealthMark";
import css from "./ConnectionPage.module.css";

export interface HeadProps {
  readonly source: Source;
  readonly names: ReadonlyMap<string, string>;
}

export function Head({ source, names }: HeadProps) {
  const { t, f } = useI18n();
  const now = useNow();
  const health = healthOf(source);
  return (
    <header className={css.head}>
      <div className={css.title}>
        <Link href="/connections" className={css.back}>
          ← {t("connection.back")}
        </Link>
        <h1>{source.id}</h1>
        <p className="muted">
          {source.connector_title}
          {source.address !== "" && (
            <>
              {" · "}
              <span className={css.address}>{source.address}</span>
            </>
          )}
        </p>
      </div>
      <div className={css.state}>
        <HealthMark health={health} size="large" />
        <div>
          <p className={css.word}>{t(`health.${health}`)}</p>
          <p>
            <Elapsed since={parseInstant(source.since)} format={f.duration} />
            <span className="muted"> · {t("common.since", { time: f.moment(parseInstant(source.since), now) })}</span>
          </p>
        </div>
      </div>
      <ul className={css.machines} aria-label={t("connection.machine")}>
        {source.machines.map((machine) => (
          <li key={machine}>
            <Link href={`/machines/${encodeURIComponent(machine)}`} className={css.machine}>
              {names.get(machine) ?? machine}
            </Link>
          </li>
        ))}
        {source.machines.length === 0 && <li className="muted">{t("connection.no_machine")}</li>}
      </ul>
    </header>
  );
}
