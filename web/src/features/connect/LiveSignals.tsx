/** The signals of the trial with their values, as they come. */

import { TextInput } from "@mantine/core";
import { useState } from "react";

import type { SignalPreview } from "@/api/setup";
import { formatValue } from "@/blocks/values/formatValue";
import { parseInstant } from "@/core/instant";
import { matches } from "@/core/text";
import { useI18n } from "@/i18n";
import { useNow } from "@/live";
import table from "@/ui/table.module.css";
import css from "./Preview.module.css";

/** More lines than this are not read. */
const SHOWN = 200;

export interface LiveSignalsProps {
  readonly signals: readonly SignalPreview[];
  readonly truncated: boolean;
}

export function LiveSignals({ signals, truncated }: LiveSignalsProps) {
  const { t, f, language } = useI18n();
  const now = useNow();
  const [query, setQuery] = useState("");
  const fitting = signals.filter(({ key, name, type, component }) =>
    matches(`${key} ${name} ${type} ${component}`, query),
  );
  if (signals.length === 0) {
    return <p className={css.empty}>{t("connect.signals.none")}</p>;
  }
  return (
    <>
      <div className={css.search}>
        <TextInput
          size="md"
          aria-label={t("connect.signals.search")}
          placeholder={t("connect.signals.search")}
          value={query}
          onChange={(event) => {
            setQuery(event.currentTarget.value);
          }}
        />
      </div>
      {fitting.length === 0 ? (
        <p className={css.empty}>{t("connect.signals.nothing")}</p>
      ) : (
        <div className={table.scroll} tabIndex={0} role="group" aria-label={t("connect.signals.title")}>
          <table className={table.table}>
            <thead>
              <tr>
                <th scope="col">{t("signals.name")}</th>
                <th scope="col">{t("signals.value")}</th>
                <th scope="col">{t("signals.at")}</th>
                <th scope="col">{t("signals.type")}</th>
              </tr>
            </thead>
            <tbody>
              {fitting.slice(0, SHOWN).map((signal) => (
                <tr key={signal.key}>
                  <td className={css.name}>
                    {signal.name === "" ? signal.key : signal.name}
                    {signal.component !== "" && <span className={css.component}>{signal.component}</span>}
                  </td>
                  <td className={table.wide}>
                    {signal.at === null ? (
                      <span className="muted">{t("signals.never")}</span>
                    ) : (
                      <strong>{formatValue(signal.value, signal.units, { t, f, language })}</strong>
                    )}
                  </td>
                  <td className="nowrap">{signal.at === null ? "—" : f.moment(parseInstant(signal.at), now)}</td>
                  <td className={css.type}>{[signal.type, signal.sub_type].filter(Boolean).join(" · ")}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {fitting.length > SHOWN && (
        <p className={table.more}>
          {t("connect.signals.shown", { shown: f.number(SHOWN), total: f.number(fitting.length) })}
        </p>
      )}
      {truncated && <p className={table.more}>{t("connect.signals.truncated")}</p>}
    </>
  );
}
