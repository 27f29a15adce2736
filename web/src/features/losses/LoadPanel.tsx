/** How the time of days, areas or machines is made up: one bar each, cut by classes of time. */

import { NativeSelect } from "@mantine/core";
import { useMemo } from "react";

import type { Asked, TimeRow, WireWindow } from "@/api/figures";
import { useTimes } from "@/api/figures";
import { trendDays, windowOf } from "@/blocks/range/range";
import type { Scope } from "@/blocks/range/useScope";
import { shares } from "@/charts";
import { usToMs } from "@/core/instant";
import type { TimeClass } from "@/core/reason";
import { TIME_CLASSES, isTimeClass, tokenOfClass } from "@/core/reason";
import { fromInput } from "@/core/zone";
import { describeError, useI18n } from "@/i18n";
import { useMachines, useNow } from "@/live";
import { Loading, Notice } from "@/ui/Notice";
import { Panel } from "@/ui/Panel";
import { ClassMark } from "@/ui/ReasonMark";
import css from "./LoadPanel.module.css";
import { ANY } from "./pick";
import type { LossView } from "./useLossView";

const GROUPS = ["day", "area", "machine"] as const;
type Group = (typeof GROUPS)[number];

export interface LoadPanelProps {
  readonly view: LossView;
  readonly shown: WireWindow;
  readonly scope: Scope;
}

interface Row {
  readonly name: string;
  readonly amounts: ReadonlyMap<TimeClass, number>;
}

/** Rows in the order of the answer, each with its time by class. */
function rowsOf(rows: readonly TimeRow[], group: Group): readonly Row[] {
  const byName = new Map<string, Map<TimeClass, number>>();
  for (const { key, time } of rows) {
    const amounts = byName.get(key[group] ?? "") ?? new Map<TimeClass, number>();
    const timeClass = key.time_class ?? "";
    if (isTimeClass(timeClass)) {
      amounts.set(timeClass, (amounts.get(timeClass) ?? 0) + time);
    }
    byName.set(key[group] ?? "", amounts);
  }
  return [...byName].map(([name, amounts]) => ({ name, amounts }));
}

const textureOf = (timeClass: TimeClass): string =>
  timeClass === "unexplained" ? "stripes" : timeClass === "no_data" || timeClass === "dark" ? "hatch" : "plain";

export function LoadPanel({ view, shown, scope }: LoadPanelProps) {
  const { t, f } = useI18n();
  const now = useNow();
  const names = new Map(useMachines().map(({ id, name }) => [id, name]));
  const group = GROUPS.find((one) => one === scope.param("load")) ?? "day";
  const { first, last } = trendDays(scope.range, now, f.zone, windowOf(shown));
  const asked = useMemo<Asked>(
    () => (group === "day" ? { first, last } : view.asked),
    [group, first, last, view.asked],
  );
  const query = useTimes(
    { groupBy: [group, "time_class"], asked, filters: view.filters, classes: [] },
    { live: view.live },
  );
  const rows = rowsOf(query.data?.rows ?? [], group);
  const present = TIME_CLASSES.filter((timeClass) => rows.some(({ amounts }) => (amounts.get(timeClass) ?? 0) > 0));
  const nameOf = (name: string): string => {
    if (name === "") {
      return t("figures.nameless");
    }
    const at = group === "day" ? fromInput(name, f.zone) : null;
    return at === null ? (group === "machine" ? (names.get(name) ?? name) : name) : f.dayLabel(at);
  };
  return (
    <Panel
      title={t("losses.load")}
      aside={
        <NativeSelect
          size="sm"
          aria-label={t("losses.load.by")}
          value={group}
          onChange={(event) => {
            const { value } = event.currentTarget;
            scope.setParam("load", value === "day" ? null : value);
          }}
          data={GROUPS.map((value) => ({ value, label: t(`losses.load.${value}`) }))}
        />
      }
    >
      {query.isPending && <Loading label={t("common.loading")} rows={6} height={22} />}
      {query.isError && query.data === undefined && (
        <Notice title={t("error.title")} text={describeError(query.error, t)} />
      )}
      {query.data !== undefined && (
        <>
          <ul className={css.legend} aria-label={t("losses.load.legend")}>
            {present.map((timeClass) => (
              <li key={timeClass}>
                <ClassMark timeClass={timeClass} size="small">
                  {t(`class.${timeClass}`)}
                </ClassMark>
              </li>
            ))}
          </ul>
          <ol className={css.rows}>
            {rows.map(({ name, amounts }) => (
              <li key={name} className={css.row}>
                <span className={css.name}>{nameOf(name)}</span>
                <span className={css.track}>
                  {shares(amounts, TIME_CLASSES).map(({ key, amount, start, end }) => {
                    const text = `${nameOf(name)}: ${t(`class.${key}`)}, ${f.hours(usToMs(amount))} (${f.percent(end - start)})`;
                    const place =
                      group === "day" ? { day: name } : group === "area" ? { area: name } : { machine: name };
                    return (
                      <button
                        key={key}
                        type="button"
                        className={css.part}
                        data-texture={textureOf(key)}
                        style={{
                          "--start": start,
                          "--end": end,
                          "--fill": `var(--${tokenOfClass(key)})`,
                          "--ink": `var(--${tokenOfClass(key)}-ink)`,
                        }}
                        title={text}
                        onClick={() => {
                          view.choose({ ...ANY, ...place, classes: [key] });
                        }}
                      >
                        <span className="visually-hidden">{text}</span>
                      </button>
                    );
                  })}
                </span>
              </li>
            ))}
          </ol>
        </>
      )}
    </Panel>
  );
}
