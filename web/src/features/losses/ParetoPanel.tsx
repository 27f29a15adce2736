/** Reasons by the time lost to them, with what the largest ones sum up to. */

import type { Losses, ReasonLoss } from "@/api/figures";
import { useReasons } from "@/api/figures";
import { pareto } from "@/charts";
import { usToMs } from "@/core/instant";
import { reasonColor, reasonInk, tokenOfClass } from "@/core/reason";
import { useI18n } from "@/i18n";
import { Notice } from "@/ui/Notice";
import { Panel } from "@/ui/Panel";
import { ClassMark, ReasonMark } from "@/ui/ReasonMark";
import css from "./LossesPage.module.css";
import type { Pick } from "./pick";
import { ANY, writePick } from "./pick";
import type { LossView } from "./useLossView";

/** So many bars are still read; the rest is one bar. */
const MOST_BARS = 14;

export interface ParetoPanelProps {
  readonly losses: Losses;
  readonly view: LossView;
}

const pickOf = ({ code, time_class }: ReasonLoss): Pick => ({ ...ANY, reason: code, classes: [time_class] });

export function ParetoPanel({ losses, view }: ParetoPanelProps) {
  const { t, f, language } = useI18n();
  const reasons = useReasons();
  const bars = pareto(
    losses.reasons.map((item) => ({ item, weight: item.time })),
    MOST_BARS,
  );
  const chosen = view.pick === null ? null : writePick(view.pick);
  return (
    <Panel title={t("losses.pareto")}>
      {bars.length === 0 ? (
        <Notice title={t("losses.none.title")} text={t("losses.none.text")} />
      ) : (
        <>
          <div className={css.place}>
            <table className={css.rows}>
              <thead>
                <tr>
                  <th scope="col">{t("losses.reason")}</th>
                  <th scope="col">
                    <span className="visually-hidden">{t("losses.bar")}</span>
                  </th>
                  <th scope="col" className={`${css.number ?? ""} ${css.time ?? ""}`}>
                    {t("losses.time")}
                  </th>
                  <th scope="col" className={`${css.number ?? ""} ${css.share ?? ""} ${css.optional ?? ""}`}>
                    {t("losses.share")}
                  </th>
                  <th scope="col" className={`${css.number ?? ""} ${css.share ?? ""}`}>
                    {t("losses.cumulative")}
                  </th>
                  <th scope="col" className={`${css.number ?? ""} ${css.few ?? ""} ${css.optional ?? ""}`}>
                    {t("losses.stops")}
                  </th>
                </tr>
              </thead>
              <tbody>
                {bars.map(({ item, weight, length, share, cumulative, count }, index) => {
                  const reason = item === null ? undefined : reasons.get(item.code);
                  const before = bars[index - 1]?.cumulative;
                  const look = lookOf(item, reason?.color);
                  const pick = item === null ? null : pickOf(item);
                  return (
                    <tr
                      key={item === null ? "rest" : `${item.code} ${item.time_class}`}
                      data-chosen={pick !== null && writePick(pick) === chosen}
                    >
                      <th scope="row" className={css.name}>
                        {item === null || pick === null ? (
                          <span className={css.still}>{t.plural("losses.rest", count, f.number(count))}</span>
                        ) : (
                          <button
                            type="button"
                            className={css.pick}
                            onClick={() => {
                              view.choose(pick);
                            }}
                          >
                            {reason === undefined ? (
                              <ClassMark timeClass={item.time_class} size="small">
                                {t(`class.${item.time_class}`)}
                              </ClassMark>
                            ) : (
                              <ReasonMark color={reason.color} shape={reason.shape} size="small">
                                {reason.words[language]}
                              </ReasonMark>
                            )}
                          </button>
                        )}
                      </th>
                      <td>
                        <div className={css.track} aria-hidden="true">
                          <span
                            className={css.bar}
                            data-texture={look.texture}
                            style={{ "--end": length, "--fill": look.fill, "--ink": look.ink }}
                          />
                          {before !== undefined && (
                            <svg
                              className={css.link}
                              viewBox="0 0 100 100"
                              preserveAspectRatio="none"
                              focusable="false"
                            >
                              <line x1={before * 100} y1="0" x2={cumulative * 100} y2="100" />
                            </svg>
                          )}
                          <span className={css.cumulative} style={{ "--at": cumulative }} />
                        </div>
                      </td>
                      <td className={css.number}>{f.hours(usToMs(weight))}</td>
                      <td className={`${css.number ?? ""} ${css.optional ?? ""}`}>{f.percent(share)}</td>
                      <td className={css.number}>{f.percent(cumulative)}</td>
                      <td className={`${css.number ?? ""} ${css.optional ?? ""}`}>
                        {item === null ? "" : f.number(item.stops)}
                      </td>
                    </tr>
                  );
                })}
              </tbody>
            </table>
          </div>
          <p className={css.note}>{t("losses.pareto.note")}</p>
        </>
      )}
    </Panel>
  );
}

interface BarLook {
  readonly fill: string;
  readonly ink: string;
  readonly texture: "plain" | "stripes";
}

function lookOf(item: ReasonLoss | null, color: string | undefined): BarLook {
  if (item === null) {
    return { fill: "var(--line-strong)", ink: "var(--surface-panel)", texture: "plain" };
  }
  if (color !== undefined) {
    return { fill: reasonColor(color), ink: reasonInk(color), texture: "plain" };
  }
  const token = tokenOfClass(item.time_class);
  const texture = item.time_class === "unexplained" ? "stripes" : "plain";
  return { fill: `var(--${token})`, ink: `var(--${token}-ink)`, texture };
}
