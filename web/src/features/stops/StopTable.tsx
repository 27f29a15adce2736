/** Stops as rows, the newest first; those without a reason can be chosen together. */

import { Button } from "@mantine/core";
import { Link } from "wouter";

import type { StateLookup } from "@/api";
import type { ReasonChoice, Stop } from "@/api/corrections";
import { baseName } from "@/core/text";
import type { Ms } from "@/core/instant";
import { parseInstant, usToMs } from "@/core/instant";
import { useI18n } from "@/i18n";
import { ClassMark, ReasonMark } from "@/ui/ReasonMark";
import { StateMark } from "@/ui/StateMark";
import table from "@/ui/table.module.css";
import { keyOf } from "./selection";
import css from "./StopTable.module.css";

export interface StopTableProps {
  readonly stops: readonly Stop[];
  readonly names: ReadonlyMap<string, string>;
  readonly states: StateLookup;
  readonly reasons: readonly ReasonChoice[];
  readonly now: Ms;
  readonly chosen: ReadonlySet<string>;
  readonly onChosen: (chosen: ReadonlySet<string>) => void;
  readonly onReason: (stop: Stop) => void;
}

export function StopTable(props: StopTableProps) {
  const { stops, names, states, reasons, now, chosen, onChosen, onReason } = props;
  const { t, f, language } = useI18n();
  const all = stops.every((stop) => chosen.has(keyOf(stop)));
  const toggle = (keys: readonly string[], on: boolean): void => {
    const next = new Set(chosen);
    for (const key of keys) {
      if (on) {
        next.add(key);
      } else {
        next.delete(key);
      }
    }
    onChosen(next);
  };
  const check = (label: string, keys: readonly string[], on: boolean) => (
    <label className={css.touch}>
      <input
        type="checkbox"
        checked={on}
        onChange={(event) => {
          toggle(keys, event.currentTarget.checked);
        }}
      />
      <span className="visually-hidden">{label}</span>
    </label>
  );
  const row = (stop: Stop) => {
    const key = keyOf(stop);
    const start = parseInstant(stop.start);
    const machine = names.get(stop.machine) ?? stop.machine;
    const kind = states.get(stop.state);
    const time = f.moment(start, now);
    const length = stop.open ? Math.max(now - start, 0) : usToMs(stop.length);
    return (
      <tr key={key} data-open={stop.open} data-chosen={chosen.has(key)}>
        <td className={css.pick}>{check(t("stops.select", { machine, time }), [key], chosen.has(key))}</td>
        <td className={css.machine}>
          <Link
            href={`/machines/${encodeURIComponent(stop.machine)}?at=${start}&from=${start - 3_600_000}&to=${Math.min(now, start + length) + 3_600_000}`}
          >
            {machine}
          </Link>
          {stop.strict && stop.status === "unexplained" && <span className={css.strict}>{t("stops.strict")}</span>}
        </td>
        <td className="nowrap">
          {time} – {stop.open ? t("timeline.now") : f.moment(parseInstant(stop.end), start)}
        </td>
        <td className={`${table.number} ${css.length}`}>{f.duration(length)}</td>
        <td>
          <Reasons stop={stop} reasons={reasons} />
        </td>
        <td>
          <span className={css.state}>
            <StateMark base={kind.base} shape={kind.shape} color={kind.color} size="small" />
            {kind.words[language]}
          </span>
          {stop.alarm !== null && (
            <span className={css.note}>
              {[stop.alarm.code, stop.alarm.message ?? ""].filter((text) => text !== "").join(" · ")}
            </span>
          )}
          {stop.program !== "" && <span className={css.note}>{baseName(stop.program)}</span>}
        </td>
        <td className={table.number}>
          <Button
            size="sm"
            variant="default"
            onClick={() => {
              onReason(stop);
            }}
          >
            {t(stop.status === "explained" ? "stops.correct" : "stops.explain")}
          </Button>
        </td>
      </tr>
    );
  };
  return (
    <div className={css.frame} tabIndex={0} role="region" aria-label={t("stops.title")}>
      <table className={table.table}>
        <thead>
          <tr>
            <th scope="col" className={css.pick}>
              {check(t("stops.select.all"), stops.map(keyOf), all)}
            </th>
            <th scope="col">{t("stops.machine")}</th>
            <th scope="col">{t("stops.when")}</th>
            <th scope="col" className={table.number}>
              {t("stops.length")}
            </th>
            <th scope="col">{t("stops.reason")}</th>
            <th scope="col">{t("stops.state")}</th>
            <th scope="col">
              <span className="visually-hidden">{t("stops.explain")}</span>
            </th>
          </tr>
        </thead>
        <tbody>{stops.map(row)}</tbody>
      </table>
    </div>
  );
}

/** The reasons inside a stop, each once; what is missing stands out. */
function Reasons({ stop, reasons }: { readonly stop: Stop; readonly reasons: readonly ReasonChoice[] }) {
  const { t, language } = useI18n();
  const codes = [...new Set(stop.pieces.filter(({ reason }) => reason !== "").map(({ reason }) => reason))];
  const missing = stop.status === "unexplained" || stop.pieces.some(({ time_class }) => time_class === "unexplained");
  return (
    <span className={css.reasons}>
      {missing && <ClassMark timeClass="unexplained">{t("time.unexplained")}</ClassMark>}
      {stop.status === "micro" && <ClassMark timeClass="micro">{t("class.micro")}</ClassMark>}
      {codes.map((code) => {
        const reason = reasons.find((one) => one.code === code);
        return (
          <ReasonMark key={code} color={reason?.color ?? ""} shape={reason?.shape ?? "square"}>
            {reason?.words[language] ?? code}
          </ReasonMark>
        );
      })}
    </span>
  );
}
