/** Every signal of the machine with its latest value, live, by component; any can be plotted. */

import { TextInput } from "@mantine/core";
import { memo, useMemo, useState } from "react";

import type { LiveValue, SignalInfo } from "@/api";
import type { Ms } from "@/core/instant";
import { parseInstant } from "@/core/instant";
import { matches } from "@/core/text";
import type { Formats } from "@/i18n";
import { useI18n } from "@/i18n";
import { useValues } from "@/live";
import { Notice } from "@/ui/Notice";
import table from "@/ui/table.module.css";
import { formatValue } from "@/blocks/values/formatValue";
import css from "./Signals.module.css";

export interface SignalsProps {
  readonly machineId: string;
  readonly signals: readonly SignalInfo[];
  readonly plotted: readonly string[];
  readonly onPlot: (key: string) => void;
  /** Start of the site's day: a value older than that shows its date. */
  readonly today: Ms;
}

interface Group {
  readonly component: string;
  readonly signals: readonly SignalInfo[];
}

function grouped(signals: readonly SignalInfo[], query: string): readonly Group[] {
  const groups = new Map<string, SignalInfo[]>();
  for (const signal of signals) {
    const text = [signal.key, signal.name, signal.type, signal.sub_type, signal.component].join(" ");
    if (query.trim() === "" || matches(text, query)) {
      const members = groups.get(signal.component) ?? [];
      members.push(signal);
      groups.set(signal.component, members);
    }
  }
  return [...groups].map(([component, members]) => ({ component, signals: members }));
}

/** Only what has a number can be drawn as a curve; events of a few words are drawn as a strip. */
const plottable = (signal: SignalInfo): boolean =>
  signal.category === "SAMPLE" || (signal.category === "EVENT" && signal.representation === "VALUE");

interface RowProps {
  readonly signal: SignalInfo;
  readonly latest: LiveValue | null;
  readonly plotted: boolean;
  readonly onPlot: (key: string) => void;
  readonly today: Ms;
}

const momentOf = (at: Ms, today: Ms, f: Formats): string => (at >= today ? f.timeSeconds(at) : f.dateTime(at));

const Row = memo(function Row({ signal, latest, plotted, onPlot, today }: RowProps) {
  const { t, f, language } = useI18n();
  const name = signal.name === "" ? signal.key : signal.name;
  const type = signal.sub_type === null ? signal.type : `${signal.type} / ${signal.sub_type}`;
  const id = `plot-${signal.id}`;
  return (
    <tr>
      <td className={css.pick}>
        {plottable(signal) && (
          <label className={css.touch} htmlFor={id}>
            <input
              id={id}
              type="checkbox"
              checked={plotted}
              onChange={() => {
                onPlot(signal.key);
              }}
            />
            <span className="visually-hidden">{t("signals.plot", { signal: name })}</span>
          </label>
        )}
      </td>
      <td>
        {name}
        {name !== signal.key && <span className={css.key}>{signal.key}</span>}
      </td>
      <td className={css.value} data-absent={latest?.value == null}>
        {latest === null ? t("signals.never") : formatValue(latest.value, signal.units, { t, f, language })}
      </td>
      <td className="nowrap muted">{latest === null ? "" : momentOf(parseInstant(latest.at), today, f)}</td>
      <td className={css.type}>{type}</td>
    </tr>
  );
});

export function Signals({ machineId, signals, plotted, onPlot, today }: SignalsProps) {
  const { t } = useI18n();
  const live = useValues(machineId);
  const [query, setQuery] = useState("");
  const groups = useMemo(() => grouped(signals, query), [signals, query]);
  if (signals.length === 0) {
    return <Notice title={t("signals.empty.title")} text={t("signals.empty.text")} />;
  }
  return (
    <>
      <div className={css.search}>
        <TextInput
          size="sm"
          aria-label={t("signals.search")}
          placeholder={t("signals.search")}
          value={query}
          onChange={(event) => {
            setQuery(event.currentTarget.value);
          }}
        />
      </div>
      {groups.length === 0 && <p className={table.more}>{t("signals.nothing")}</p>}
      <div className={table.scroll} tabIndex={0} role="region" aria-label={t("signals.title")}>
        <table className={table.table}>
          <thead>
            <tr>
              <th scope="col" className={css.pick}>
                <span className="visually-hidden">{t("signals.plotted")}</span>
              </th>
              <th scope="col">{t("signals.name")}</th>
              <th scope="col" className={table.number}>
                {t("signals.value")}
              </th>
              <th scope="col">{t("signals.at")}</th>
              <th scope="col">{t("signals.type")}</th>
            </tr>
          </thead>
          {groups.map((group) => (
            <tbody key={group.component}>
              <tr className={css.component}>
                <th scope="rowgroup" colSpan={5}>
                  {group.component === "" ? t("signals.device") : group.component}
                </th>
              </tr>
              {group.signals.map((signal) => (
                <Row
                  key={signal.key}
                  signal={signal}
                  latest={live[signal.key] ?? signal.latest}
                  plotted={plotted.includes(signal.key)}
                  onPlot={onPlot}
                  today={today}
                />
              ))}
            </tbody>
          ))}
        </table>
      </div>
    </>
  );
}
