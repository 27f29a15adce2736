/** Two stretches of time, or two places, side by side with their difference. */

import { NativeSelect } from "@mantine/core";
import { Link } from "wouter";

import type { Asked, Figure, Filters } from "@/api/figures";
import { useFigures } from "@/api/figures";
import { FigureCell } from "@/blocks/figure/FigureCell";
import { formatDifference } from "@/blocks/figure/value";
import { addressOf } from "@/blocks/range/filters";
import type { Range } from "@/blocks/range/range";
import { askedOf, before, step, windowOf } from "@/blocks/range/range";
import { describeError, useI18n } from "@/i18n";
import { useMachines } from "@/live";
import { Failure, Loading } from "@/ui/Notice";
import { Panel } from "@/ui/Panel";
import table from "@/ui/table.module.css";
import css from "./FiguresPage.module.css";
import { compared } from "./choose";
import type { ViewProps } from "./useWhole";
import { useWhole } from "./useWhole";

const PERIOD = "before";

export function CompareView(props: ViewProps) {
  const { scope, kpis } = props;
  const { t, f, language } = useI18n();
  const whole = useWhole(props);
  const machines = useMachines();
  const { range, filters } = scope;
  const shown = windowOf(whole.data?.window);
  const choice = scope.param("with") ?? PERIOD;
  const [kind, name] = choice.startsWith("area:")
    ? (["area", choice.slice(5)] as const)
    : choice.startsWith("machine:")
      ? (["machine", choice.slice(8)] as const)
      : ([PERIOD, ""] as const);
  const otherFilters: Filters =
    kind === "area"
      ? { ...filters, area: name, line: "", machines: [] }
      : kind === "machine"
        ? { ...filters, area: "", line: "", machines: [name] }
        : filters;
  const otherRange: Range = kind === PERIOD ? step(range, -1, shown) : range;
  const otherAsked: Asked | null = kind === PERIOD ? before(range, shown) : askedOf(range);
  const asked = {
    kpis: kpis.map(({ code }) => code),
    groupBy: [],
    asked: otherAsked ?? ("current_shift" as const),
    filters: otherFilters,
  };
  const other = useFigures(asked, { live: kind !== PERIOD && whole.live, enabled: otherAsked !== null });
  const areas = [...new Set(machines.map(({ area }) => area))].filter((area) => area !== "" && area !== filters.area);
  const error = whole.error ?? (other.data === undefined ? other.error : null);

  const rows = compared(kpis, whole.data?.groups ?? [], other.isPlaceholderData ? [] : (other.data?.groups ?? []));
  const cell = (figure: Figure | undefined, at: Range, of: Filters) =>
    figure !== undefined && (
      <FigureCell figure={figure} href={addressOf("/figures/explain", at, of, { kpi: figure.kpi })} />
    );
  const otherWindow = windowOf(other.data?.window);
  const stretch = (window: typeof shown): string =>
    window === null
      ? ""
      : `${f.dayLabel(window.from)} ${f.time(window.from)} – ${f.dayLabel(window.to)} ${f.time(window.to)}`;
  return (
    <Panel
      title={t("figures.view.compare")}
      flush
      aside={
        <NativeSelect
          size="sm"
          label={undefined}
          aria-label={t("figures.compare.with")}
          value={choice}
          onChange={(event) => {
            const { value } = event.currentTarget;
            scope.setParam("with", value === PERIOD ? null : value);
          }}
          data={[
            { value: PERIOD, label: t("figures.compare.before") },
            {
              group: t("figures.by.area"),
              items: areas.map((area) => ({ value: `area:${area}`, label: area })),
            },
            {
              group: t("figures.by.machine"),
              items: machines.map((machine) => ({ value: `machine:${machine.id}`, label: machine.name })),
            },
          ]}
        />
      }
    >
      {error !== null && (
        <Failure
          title={t("error.title")}
          text={describeError(error, t)}
          retry={t("common.retry")}
          onRetry={() => {
            whole.retry();
            void other.refetch();
          }}
        />
      )}
      {error === null && whole.data === undefined && <Loading label={t("common.loading")} rows={4} height={36} />}
      {whole.data !== undefined && (
        <div className={css.scroll} tabIndex={0} role="region" aria-label={t("figures.view.compare")}>
          <table className={table.table}>
            <thead>
              <tr>
                <th scope="col">{t("figures.compare.figure")}</th>
                <th scope="col" className={table.number}>
                  {t("figures.compare.this")}
                  <span className={css.sub}>{stretch(shown)}</span>
                </th>
                <th scope="col" className={table.number}>
                  {kind === PERIOD
                    ? t("figures.compare.before")
                    : kind === "machine"
                      ? (machines.find(({ id }) => id === name)?.name ?? name)
                      : name}
                  <span className={css.sub}>{stretch(otherWindow)}</span>
                </th>
                <th scope="col" className={table.number}>
                  {t("figures.compare.difference")}
                </th>
              </tr>
            </thead>
            <tbody>
              {rows.map(({ kpi: code, one, other: against, difference, better }) => {
                const kpi = kpis.find((candidate) => candidate.code === code);
                return (
                  <tr key={code}>
                    <th scope="row">{kpi?.words[language] ?? code}</th>
                    <td className={table.number}>{cell(one, range, filters)}</td>
                    <td className={table.number}>{cell(against, otherRange, otherFilters)}</td>
                    <td className={table.number}>
                      {difference === null || kpi === undefined ? (
                        <span className="muted">{t("figures.compare.none")}</span>
                      ) : (
                        <span className={css.difference} data-better={better ?? "none"}>
                          {formatDifference(difference, kpi.unit, f, t)}
                          {better !== null && (
                            <span className={css.sub}>
                              {t(better ? "figures.compare.better" : "figures.compare.worse")}
                            </span>
                          )}
                        </span>
                      )}
                    </td>
                  </tr>
                );
              })}
            </tbody>
          </table>
          <p className={css.more}>
            <Link href={addressOf("/losses", otherRange, otherFilters)}>{t("figures.compare.losses")}</Link>
          </p>
        </div>
      )}
    </Panel>
  );
}
