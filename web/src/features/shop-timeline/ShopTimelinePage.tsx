/** What every machine did over a shift, a day or a week: one line a machine on one axis. */

import { SegmentedControl, TextInput } from "@mantine/core";
import { useMemo } from "react";

import { useMachineList, useStates } from "@/api";
import { PeriodBar } from "@/blocks/PeriodBar";
import { periodOf } from "@/blocks/period";
import { describeError, useI18n } from "@/i18n";
import { useMachines, useNow } from "@/live";
import { Failure, Loading, Notice } from "@/ui/Notice";
import { ShopChart } from "./ShopChart";
import css from "./ShopTimelinePage.module.css";
import { SHOWS, shopWindow, useShopView } from "./useShopView";

export function ShopTimelinePage() {
  const { t } = useI18n();
  const list = useMachineList();
  const machines = useMachines();
  const states = useStates();
  const now = useNow();
  const { period, setPeriod, query, setQuery, show, setShow } = useShopView();
  const { from, to } = shopWindow(period, now);
  const window = useMemo(() => ({ from, to }), [from, to]);

  return (
    <div className={css.page}>
      <div className={css.bar}>
        <h1>{t("shop.title")}</h1>
        <SegmentedControl
          size="sm"
          aria-label={t("shop.show")}
          value={show}
          onChange={setShow}
          data={SHOWS.map((value) => ({ value, label: t(`shop.show.${value}`) }))}
        />
        <TextInput
          size="sm"
          className={css.search}
          aria-label={t("shop.search")}
          placeholder={t("shop.search")}
          value={query}
          onChange={(event) => {
            setQuery(event.currentTarget.value);
          }}
        />
        <PeriodBar period={period} window={window} now={now} onChange={setPeriod} />
      </div>
      {list.isPending && <Loading label={t("common.loading")} rows={6} height={28} />}
      {list.isError && (
        <Failure
          title={t("error.title")}
          text={describeError(list.error, t)}
          retry={t("common.retry")}
          onRetry={() => void list.refetch()}
        />
      )}
      {list.isSuccess && machines.length === 0 && (
        <Notice title={t("board.empty.title")} text={t("board.empty.text")} />
      )}
      {list.isSuccess && machines.length > 0 && (
        <ShopChart
          machines={machines}
          query={query}
          window={window}
          now={now}
          states={states}
          show={show}
          onWindow={(chosen) => {
            setPeriod(periodOf(chosen, now));
          }}
          onFit={() => {
            setPeriod({ kind: "rolling", name: "8h" });
          }}
        />
      )}
    </div>
  );
}
