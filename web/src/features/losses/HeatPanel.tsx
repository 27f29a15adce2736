/** When in the week the time is lost: hours by weekdays. */

import { NativeSelect } from "@mantine/core";
import { useMemo, useState } from "react";

import { useTimes } from "@/api/figures";
import { HOURS, heatMap } from "@/charts";
import { usToMs } from "@/core/instant";
import type { TimeClass } from "@/core/reason";
import { TIME_CLASSES, isTimeClass, tokenOfClass } from "@/core/reason";
import { describeError, useI18n } from "@/i18n";
import { Loading, Notice } from "@/ui/Notice";
import { Panel } from "@/ui/Panel";
import css from "./HeatPanel.module.css";
import { ANY, LOST } from "./pick";
import type { LossView } from "./useLossView";

const ALL_LOST = "lost";

export function HeatPanel({ view }: { readonly view: LossView }) {
  const { t, f } = useI18n();
  const [what, setWhat] = useState<TimeClass | typeof ALL_LOST>(ALL_LOST);
  const classes = useMemo(() => (what === ALL_LOST ? LOST : [what]), [what]);
  const { asked, filters, live, pick } = view;
  const query = useTimes({ groupBy: ["weekday", "hour"], asked, filters, classes }, { live });
  const map = heatMap(
    (query.data?.rows ?? []).map(({ key, time }) => ({
      weekday: Number(key.weekday),
      hour: Number(key.hour),
      weight: time,
    })),
  );
  const color = what === ALL_LOST ? "var(--class-failure)" : `var(--${tokenOfClass(what)})`;
  // 2024-01-01 was a Monday.
  const weekday = (number: number): string =>
    new Intl.DateTimeFormat(t.language, { weekday: "short", timeZone: "UTC" }).format(Date.UTC(2024, 0, number));
  return (
    <Panel
      title={t("losses.heat")}
      aside={
        <NativeSelect
          size="sm"
          aria-label={t("losses.heat.what")}
          value={what}
          onChange={(event) => {
            const { value } = event.currentTarget;
            setWhat(isTimeClass(value) ? value : ALL_LOST);
          }}
          data={[
            { value: ALL_LOST, label: t("losses.heat.lost") },
            ...TIME_CLASSES.map((value) => ({ value, label: t(`class.${value}`) })),
          ]}
        />
      }
    >
      {query.isPending && <Loading label={t("common.loading")} rows={7} height={22} />}
      {query.isError && query.data === undefined && (
        <Notice title={t("error.title")} text={describeError(query.error, t)} />
      )}
      {query.data !== undefined && (
        <>
          <div className={css.scroll}>
            <table className={css.map} style={{ "--heat": color }}>
              <thead>
                <tr>
                  <th scope="col">
                    <span className="visually-hidden">{t("losses.heat.weekday")}</span>
                  </th>
                  {HOURS.map((hour) => (
                    <th key={hour} scope="col" data-minor={hour % 3 !== 0}>
                      {hour}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {map.map((row, index) => (
                  <tr key={index}>
                    <th scope="row">{weekday(index + 1)}</th>
                    {row.map((cell) => {
                      const text = `${weekday(cell.weekday)} ${cell.hour}:00 · ${f.hours(usToMs(cell.weight))}`;
                      const on = pick?.weekday === cell.weekday && pick.hour === cell.hour;
                      return (
                        <td key={cell.hour}>
                          {cell.level === 0 ? (
                            <span className={css.empty} title={text} />
                          ) : (
                            <button
                              type="button"
                              className={css.cell}
                              data-chosen={on}
                              style={{ "--level": cell.level }}
                              title={text}
                              onClick={() => {
                                view.choose({ ...ANY, classes, weekday: cell.weekday, hour: cell.hour });
                              }}
                            >
                              <span className="visually-hidden">{text}</span>
                            </button>
                          )}
                        </td>
                      );
                    })}
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
          <p className={css.legend} style={{ "--heat": color }}>
            <span>{t("losses.heat.least")}</span>
            {[1, 2, 3, 4, 5, 6].map((step) => (
              <i key={step} style={{ "--level": step / 6 }} aria-hidden="true" />
            ))}
            <span>
              {t("losses.heat.most", { time: f.hours(usToMs(Math.max(...map.flat().map(({ weight }) => weight)))) })}
            </span>
          </p>
        </>
      )}
    </Panel>
  );
}
