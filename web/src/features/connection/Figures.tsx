/** The figures of a connection, each with what it counts. */

import type { Source } from "@/api/sources";
import { describeSkew } from "@/blocks/sources/describe";
import { isGappy, isSkewed } from "@/core/health";
import { parseInstant, usToMs } from "@/core/instant";
import { useI18n } from "@/i18n";
import { useNow } from "@/live";
import { Panel } from "@/ui/Panel";
import css from "./ConnectionPage.module.css";

interface Figure {
  readonly title: string;
  readonly value: string;
  readonly help?: string;
  readonly notice?: boolean;
}

export function Figures({ source }: { readonly source: Source }) {
  const { t, f } = useI18n();
  const now = useNow();
  const moment = (at: string | null): string => (at === null ? t("connection.never") : f.moment(parseInstant(at), now));
  const gaps =
    source.gaps_24h === 0
      ? t("connection.gaps.none")
      : t("connection.gaps.some", {
          count: f.number(source.gaps_24h),
          duration: f.duration(usToMs(source.gap_time_24h_us)),
        });
  const figures: readonly Figure[] = [
    { title: t("connection.last_data"), value: moment(source.last_data_at) },
    { title: t("connection.last_contact"), value: moment(source.last_contact_at) },
    {
      title: t("connection.rate"),
      value: t("connection.rate.unit", { rate: f.number(source.rate_per_s, 1) }),
      help: t("connection.help.rate"),
    },
    {
      title: t("connection.lag"),
      value: source.lag_us === null ? "—" : `${f.number(source.lag_us / 1_000_000, 2)} ${t("unit.s")}`,
      help: t("connection.help.lag"),
    },
    {
      title: t("connection.skew"),
      value: describeSkew(source.clock_skew_us, t, f),
      help: t("connection.help.skew"),
      notice: isSkewed(source.clock_skew_us),
    },
    { title: t("connection.gaps"), value: gaps, help: t("connection.help.gaps"), notice: isGappy(source) },
    { title: t("connection.observations"), value: f.number(source.observations) },
    {
      title: t("connection.duplicates"),
      value: f.number(source.duplicates),
      help: t("connection.help.duplicates"),
    },
    {
      title: t("connection.out_of_order"),
      value: f.number(source.out_of_order),
      help: t("connection.help.out_of_order"),
    },
    {
      title: t("connection.quarantined"),
      value: f.number(source.quarantined),
      help: t("connection.help.quarantined"),
      notice: source.quarantined > 0,
    },
  ];
  return (
    <Panel title={t("connection.figures")}>
      <dl className={css.figures}>
        {figures.map(({ title, value, help, notice = false }) => (
          <div key={title} data-notice={notice || undefined}>
            <dt>{title}</dt>
            <dd>{value}</dd>
            {help !== undefined && <dd className={css.help}>{help}</dd>}
          </div>
        ))}
      </dl>
    </Panel>
  );
}
