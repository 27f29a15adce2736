/** The connections as a table; on a narrow screen each row is a card of its own. */

import { Link } from "wouter";

import { describeSkew } from "@/blocks/sources/describe";
import { parseInstant, usToMs } from "@/core/instant";
import { isGappy, isSkewed } from "@/core/health";
import { useI18n } from "@/i18n";
import { Elapsed } from "@/live";
import { HealthMark } from "@/ui/HealthMark";
import css from "./ConnectionTable.module.css";
import type { Row } from "./select";

export function ConnectionTable({ rows }: { readonly rows: readonly Row[] }) {
  const { t } = useI18n();
  return (
    <div className={css.frame}>
      <table className={css.table}>
        <thead>
          <tr>
            <th scope="col">{t("connection.health")}</th>
            <th scope="col">{t("connection.machine")}</th>
            <th scope="col">{t("connection.protocol")}</th>
            <th scope="col">{t("connection.last_data")}</th>
            <th scope="col" className={css.number}>
              {t("connection.rate")}
            </th>
            <th scope="col" className={css.number}>
              {t("connection.lag")}
            </th>
            <th scope="col">{t("connection.skew")}</th>
            <th scope="col">{t("connection.gaps")}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Line key={row.source.id} row={row} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Line({ row: { source, health, machines } }: { readonly row: Row }) {
  const { t, f } = useI18n();
  const told = source.error?.text ?? source.advice;
  const skewed = isSkewed(source.clock_skew_us);
  return (
    <tr data-health={health}>
      <td className={css.health}>
        <span className={css.state}>
          <HealthMark health={health} />
          <span>
            <strong>{t.known("health", `${health}.short`) ?? t(`health.${health}`)}</strong>
            {health !== "up" && health !== "notice" && (
              <span className={css.since}>
                {" "}
                <Elapsed since={parseInstant(source.since)} format={f.duration} />
              </span>
            )}
          </span>
        </span>
      </td>
      <td className={css.who}>
        <Link href={`/connections/${encodeURIComponent(source.id)}`} className={css.name}>
          {machines.length === 0 ? t("connection.no_machine") : machines.join(", ")}
        </Link>
        <span className={css.about}>
          {source.id}
          {source.address !== "" && (
            <>
              {" · "}
              <span className={css.address}>{source.address}</span>
            </>
          )}
        </span>
        {told !== "" && health !== "up" && <span className={css.told}>{told}</span>}
      </td>
      <td data-label={t("connection.protocol")}>{source.connector_title}</td>
      <td data-label={t("connection.last_data")}>
        {source.last_data_at === null ? (
          <span className="muted">{t("connection.never")}</span>
        ) : (
          <Ago at={source.last_data_at} />
        )}
      </td>
      <td data-label={t("connection.rate")} className={css.number}>
        {t("connection.rate.unit", { rate: f.number(source.rate_per_s, 1) })}
      </td>
      <td data-label={t("connection.lag")} className={css.number}>
        {source.lag_us === null ? "—" : `${f.number(source.lag_us / 1_000_000, 2)} ${t("unit.s")}`}
      </td>
      <td data-label={t("connection.skew")} data-notice={skewed || undefined}>
        {describeSkew(source.clock_skew_us, t, f)}
      </td>
      <td data-label={t("connection.gaps")} data-notice={isGappy(source) || undefined}>
        {source.gaps_24h === 0
          ? t("connection.gaps.none")
          : t("connection.gaps.some", {
              count: f.number(source.gaps_24h),
              duration: f.duration(usToMs(source.gap_time_24h_us)),
            })}
      </td>
    </tr>
  );
}

function Ago({ at }: { readonly at: string }) {
  const { t, f } = useI18n();
  const format = (ms: number): string => t("common.ago", { duration: f.duration(Math.max(0, ms), "brief") });
  return <Elapsed since={parseInstant(at)} format={format} />;
}
