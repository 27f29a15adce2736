/** The whole as tiles, and a table of the groups: machines, areas, shifts, teams or days. */

import { Button, NativeSelect } from "@mantine/core";
import { useMemo, useState } from "react";

import type { Kpi } from "@/api/figures";
import { useFigures } from "@/api/figures";
import { FigureTile } from "@/blocks/figure/FigureTile";
import { addressOf } from "@/blocks/range/filters";
import { askedOf } from "@/blocks/range/range";
import { describeError, useI18n } from "@/i18n";
import { Failure, Loading, Notice } from "@/ui/Notice";
import { Panel } from "@/ui/Panel";
import css from "./FiguresPage.module.css";
import { GroupTable } from "./GroupTable";
import type { Order } from "./choose";
import { BOARD_GROUPS, ordered, pick } from "./choose";
import type { ViewProps } from "./useWhole";
import { useWhole } from "./useWhole";

export function BoardView(props: ViewProps) {
  const { scope, kpis } = props;
  const { t, f } = useI18n();
  const whole = useWhole(props);
  if (whole.error !== null) {
    return (
      <Failure
        title={t("error.title")}
        text={describeError(whole.error, t)}
        retry={t("common.retry")}
        onRetry={whole.retry}
      />
    );
  }
  const pending = whole.data?.pending ?? 0;
  const figures = whole.data?.groups[0]?.figures ?? [];
  return (
    <>
      {pending > 0 && (
        <p className={css.pending} role="status">
          {t.plural("figures.pending", pending, f.number(pending))}
        </p>
      )}
      {whole.data === undefined ? (
        <Loading label={t("common.loading")} rows={1} height={160} />
      ) : (
        <ul className={css.tiles} data-stale={whole.stale}>
          {figures.map((figure) => (
            <FigureTile
              key={figure.kpi}
              figure={figure}
              kpi={kpis.find(({ code }) => code === figure.kpi)}
              href={addressOf("/figures/explain", scope.range, scope.filters, { kpi: figure.kpi })}
            />
          ))}
        </ul>
      )}
      <Groups {...props} kpis={kpis} live={whole.live} />
    </>
  );
}

/** So many rows are shown at first: the ones that the order puts there. */
const FEW_GROUPS = 60;

function Groups({ scope, kpis, live }: ViewProps & { readonly live: boolean; readonly kpis: readonly Kpi[] }) {
  const { t, f, language } = useI18n();
  const [most, setMost] = useState(FEW_GROUPS);
  const [order, setOrder] = useState<Order>({ kpi: null, worstFirst: true });
  const group = pick(scope.param("by"), BOARD_GROUPS, "machine");
  const { range, filters } = scope;
  const codes = kpis.map(({ code }) => code).join(",");
  const asked = useMemo(
    () => ({ kpis: codes.split(","), groupBy: [group], asked: askedOf(range), filters }),
    [codes, group, range, filters],
  );
  const query = useFigures(asked, { live, enabled: codes !== "" });
  const groups = query.data?.groups ?? [];
  return (
    <Panel
      title={t("figures.groups")}
      flush
      aside={
        <>
          <NativeSelect
            size="sm"
            aria-label={t("figures.by")}
            value={group}
            onChange={(event) => {
              scope.setParam("by", event.currentTarget.value);
            }}
            data={BOARD_GROUPS.map((value) => ({ value, label: t(`figures.by.${value}`) }))}
          />
          <NativeSelect
            size="sm"
            aria-label={t("figures.order")}
            value={order.kpi === null ? "" : `${order.worstFirst ? "up" : "down"} ${order.kpi}`}
            onChange={(event) => {
              const [direction, kpi] = event.currentTarget.value.split(" ");
              setOrder(kpi === undefined ? { kpi: null, worstFirst: true } : { kpi, worstFirst: direction === "up" });
            }}
            data={[
              { value: "", label: t("figures.order.plan") },
              ...kpis.flatMap(({ code, words }) => [
                { value: `up ${code}`, label: t("figures.order.up", { figure: words[language] }) },
                { value: `down ${code}`, label: t("figures.order.down", { figure: words[language] }) },
              ]),
            ]}
          />
        </>
      }
    >
      {query.isPending && <Loading label={t("common.loading")} rows={6} height={36} />}
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
        <GroupTable groups={ordered(groups, order).slice(0, most)} by={group} kpis={kpis} scope={scope} />
      )}
      {groups.length > most && (
        <p className={css.more}>
          {t("timeline.table.shown", { shown: f.number(most), total: f.number(groups.length) })}
          <Button
            size="compact-sm"
            variant="default"
            onClick={() => {
              setMost(groups.length);
            }}
          >
            {t("figures.all")}
          </Button>
        </p>
      )}
    </Panel>
  );
}
