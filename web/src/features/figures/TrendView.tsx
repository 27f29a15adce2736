/** The chosen figures over days, weeks or months: one small chart each, with gaps where nothing is known. */

import { SegmentedControl } from "@mantine/core";
import { useMemo } from "react";

import type { Days, FigureGroup, Kpi } from "@/api/figures";
import { useFigures } from "@/api/figures";
import { addressOf, narrow } from "@/blocks/range/filters";
import { daysOf, trendDays, windowOf } from "@/blocks/range/range";
import { describeError, useI18n } from "@/i18n";
import { useNow } from "@/live";
import { Failure, Loading, Notice } from "@/ui/Notice";
import { Panel } from "@/ui/Panel";
import css from "./FiguresPage.module.css";
import { TrendChart } from "./TrendChart";
import type { TrendGroup } from "./choose";
import { TREND_GROUPS, figureOf, pick } from "./choose";
import { useGroupNames } from "./useGroupNames";
import type { ViewProps } from "./useWhole";
import { useWhole } from "./useWhole";

/** Weeks and months want more past than days do. */
const REACH: Readonly<Record<TrendGroup, number>> = { day: 0, week: 12 * 7, month: 365 };

function reachBack(days: Days, group: TrendGroup): Days {
  const first = new Date(`${days.last}T00:00:00Z`);
  first.setUTCDate(first.getUTCDate() - REACH[group]);
  const text = first.toISOString().slice(0, 10);
  const whole = group === "day" ? days.first : daysOf(group, text).first;
  return { first: whole < days.first ? whole : days.first, last: days.last };
}

export function TrendView(props: ViewProps) {
  const { scope, kpis } = props;
  const { t, f, language } = useI18n();
  const nameOf = useGroupNames();
  const whole = useWhole(props);
  const now = useNow();
  const group = pick(scope.param("over"), TREND_GROUPS, "day");
  const { range, filters } = scope;
  const { first, last } = reachBack(trendDays(range, now, f.zone, windowOf(whole.data?.window)), group);
  const codes = kpis.map(({ code }) => code).join(",");
  const asked = useMemo(
    () => ({ kpis: codes.split(","), groupBy: [group], asked: { first, last }, filters }),
    [codes, group, first, last, filters],
  );
  const query = useFigures(asked, { live: whole.live, enabled: codes !== "" });
  const groups = query.data?.groups ?? [];

  const hrefOf = (kpi: Kpi, { key }: FigureGroup): string => {
    const inside = narrow(range, filters, key);
    return addressOf("/figures/explain", inside.range, inside.filters, { kpi: kpi.code });
  };
  return (
    <>
      <div className={css.bar}>
        <SegmentedControl
          size="sm"
          aria-label={t("figures.over")}
          value={group}
          onChange={(value) => {
            scope.setParam("over", value);
          }}
          data={TREND_GROUPS.map((value) => ({ value, label: t(`figures.over.${value}`) }))}
        />
        <p className="muted">{t("figures.trend.note")}</p>
      </div>
      {query.isPending && <Loading label={t("common.loading")} rows={2} height={220} />}
      {query.isError && query.data === undefined && (
        <Failure
          title={t("error.title")}
          text={describeError(query.error, t)}
          retry={t("common.retry")}
          onRetry={() => void query.refetch()}
        />
      )}
      {query.data !== undefined && groups.length === 0 && (
        <Notice title={t("figures.empty.title")} text={t("figures.empty.text")} />
      )}
      {groups.length > 0 && (
        <div className={css.charts}>
          {kpis.map((kpi) => (
            <Panel key={kpi.code} title={kpi.words[language]}>
              <TrendChart
                kpi={kpi}
                points={groups.map((one) => ({
                  name: nameOf(group, one.key[group] ?? ""),
                  figure: figureOf(one, kpi.code),
                  href: hrefOf(kpi, one),
                }))}
              />
            </Panel>
          ))}
        </div>
      )}
    </>
  );
}
