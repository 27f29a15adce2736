/** When data were missing, and why. */

import { SegmentedControl } from "@mantine/core";
import { useMemo, useState } from "react";

import { useSourceGaps } from "@/api/sources";
import { DAY, MINUTE, parseInstant, parseOptional } from "@/core/instant";
import { describeError, useI18n } from "@/i18n";
import { useNow } from "@/live";
import { Failure, Loading } from "@/ui/Notice";
import { Panel } from "@/ui/Panel";
import table from "@/ui/table.module.css";
import css from "./ConnectionPage.module.css";

const PERIODS = { "24h": DAY, "7d": 7 * DAY, "30d": 30 * DAY } as const;
type Period = keyof typeof PERIODS;
const NAMES = Object.keys(PERIODS) as readonly Period[];

export interface GapsProps {
  readonly id: string;
  readonly names: ReadonlyMap<string, string>;
}

export function Gaps({ id, names }: GapsProps) {
  const { t, f } = useI18n();
  const now = useNow();
  const [period, setPeriod] = useState<Period>("24h");
  const to = Math.ceil(now / MINUTE) * MINUTE;
  const window = useMemo(() => ({ from: to - PERIODS[period], to }), [to, period]);
  const { data, error, refetch } = useSourceGaps(id, window);
  const several = new Set(data?.gaps.map(({ machine }) => machine)).size > 1;
  return (
    <Panel
      title={t("connection.gaps.title")}
      flush
      aside={
        <SegmentedControl
          size="xs"
          aria-label={t("connection.gaps.window")}
          value={period}
          onChange={setPeriod}
          data={NAMES.map((value) => ({ value, label: t(`connection.gaps.${value}`) }))}
        />
      }
    >
      {data === undefined ? (
        error === null ? (
          <Loading label={t("common.loading")} rows={3} />
        ) : (
          <Failure
            title={t("connection.gaps.failed")}
            text={describeError(error, t)}
            retry={t("common.retry")}
            onRetry={() => void refetch()}
          />
        )
      ) : data.gaps.length === 0 ? (
        <p className={css.empty}>{t("connection.gaps.empty")}</p>
      ) : (
        <div className={table.scroll} tabIndex={0} role="group" aria-label={t("connection.gaps.title")}>
          <table className={table.table}>
            <thead>
              <tr>
                <th scope="col">{t("connection.gap.from")}</th>
                <th scope="col">{t("connection.gap.to")}</th>
                <th scope="col" className={table.number}>
                  {t("connection.gap.lasted")}
                </th>
                {several && <th scope="col">{t("connection.machine")}</th>}
                <th scope="col">{t("connection.gap.why")}</th>
              </tr>
            </thead>
            <tbody>
              {data.gaps.map(({ machine, start, end, text, code }) => {
                const from = parseInstant(start);
                return (
                  <tr key={`${machine} ${start}`}>
                    <td className="nowrap">{f.moment(from, now)}</td>
                    <td className="nowrap">{end === null ? t("common.open") : f.moment(parseInstant(end), now)}</td>
                    <td className={table.number}>{f.duration((parseOptional(end) ?? now) - from)}</td>
                    {several && <td>{names.get(machine) ?? machine}</td>}
                    <td className={table.wide}>{text === "" ? (t.known("reason", code) ?? code) : text}</td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        </div>
      )}
    </Panel>
  );
}
