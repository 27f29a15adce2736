/** From all time, loss by loss, to the standard time of good parts. */

import type { Losses, LossStep } from "@/api/figures";
import { whyNot } from "@/blocks/figure/value";
import { waterfall } from "@/charts";
import { usToMs } from "@/core/instant";
import type { TimeClass } from "@/core/reason";
import { isTimeClass, tokenOfClass } from "@/core/reason";
import { useI18n } from "@/i18n";
import { Panel } from "@/ui/Panel";
import css from "./LossesPage.module.css";
import { ANY, writePick } from "./pick";
import type { LossView } from "./useLossView";

/** The classes of time behind a step; empty where no class alone makes it up (speed, quality). */
function classesOf({ code, level }: LossStep): readonly TimeClass[] {
  if (code === "no_data") {
    return ["no_data", "dark"];
  }
  return !level || code === "production" ? [code].filter(isTimeClass) : [];
}

export function WaterfallPanel({ losses, view }: { readonly losses: Losses; readonly view: LossView }) {
  const { t, f } = useI18n();
  const known = losses.steps.flatMap((item) =>
    item.time === null ? [] : [{ item, kind: item.level ? ("level" as const) : ("loss" as const), amount: item.time }],
  );
  const unknown = losses.steps.filter(({ time }) => time === null);
  const chosen = view.pick === null ? null : writePick(view.pick);
  const wordOf = ({ code }: LossStep): string => t.known("losses.step", code) ?? code;
  return (
    <Panel title={t("losses.waterfall")}>
      <div className={css.place}>
        <table className={css.rows}>
          <thead>
            <tr>
              <th scope="col">{t("losses.step")}</th>
              <th scope="col">
                <span className="visually-hidden">{t("losses.bar")}</span>
              </th>
              <th scope="col" className={`${css.number ?? ""} ${css.time ?? ""}`}>
                {t("losses.time")}
              </th>
              <th scope="col" className={`${css.number ?? ""} ${css.share ?? ""}`}>
                {t("losses.of_all")}
              </th>
            </tr>
          </thead>
          <tbody>
            {waterfall(known).map(({ item, kind, amount, start, end, share }) => {
              const classes = classesOf(item);
              const pick = { ...ANY, classes };
              const [only] = classes;
              const fill =
                kind === "level"
                  ? "var(--accent)"
                  : only === undefined
                    ? "var(--warning)"
                    : `var(--${tokenOfClass(only)})`;
              const ink = only === undefined ? "var(--surface-panel)" : `var(--${tokenOfClass(only)}-ink)`;
              const texture = only === "unexplained" ? "stripes" : only === "no_data" ? "hatch" : "plain";
              return (
                <tr key={item.code} data-chosen={classes.length > 0 && writePick(pick) === chosen}>
                  <th scope="row" className={css.name}>
                    {classes.length === 0 ? (
                      <span className={css.still}>
                        <span className={kind === "level" ? css.level : undefined}>{wordOf(item)}</span>
                      </span>
                    ) : (
                      <button
                        type="button"
                        className={css.pick}
                        onClick={() => {
                          view.choose(pick);
                        }}
                      >
                        <span className={kind === "level" ? css.level : undefined}>{wordOf(item)}</span>
                      </button>
                    )}
                  </th>
                  <td>
                    <div className={css.track} aria-hidden="true">
                      <span
                        className={css.bar}
                        data-texture={texture}
                        style={{ "--start": start, "--end": Math.min(1, end), "--fill": fill, "--ink": ink }}
                      />
                    </div>
                  </td>
                  <td className={css.number}>
                    {kind === "loss" && (amount < 0 ? "+ " : "− ")}
                    <span className={kind === "level" ? css.level : undefined}>
                      {f.hours(usToMs(Math.abs(amount)))}
                    </span>
                  </td>
                  <td className={css.number}>{f.percent(Math.abs(share))}</td>
                </tr>
              );
            })}
            {unknown.map((item) => (
              <tr key={item.code}>
                <th scope="row" className={css.name}>
                  <span className={css.still}>{wordOf(item)}</span>
                </th>
                <td colSpan={3} className={css.unknown}>
                  {t("figure.absent")}: {whyNot(item.why, t)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}
