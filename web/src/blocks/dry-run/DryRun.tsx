/** What changed settings would have made of the past: which time would count otherwise, and the figures then. */

import { SegmentedControl } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useState } from "react";

import { useMachineList } from "@/api";
import type { Change, ChangedFigure, ChangedMachine } from "@/api/dry-runs";
import { useDryRun } from "@/api/dry-runs";
import { DAY, HOUR, MINUTE, parseInstant, usToMs } from "@/core/instant";
import { describeError, useI18n } from "@/i18n";
import { useLive } from "@/live";
import { Loading, Notice } from "@/ui/Notice";
import { Panel } from "@/ui/Panel";
import { CountedMark } from "./CountedMark";
import css from "./DryRun.module.css";

const PERIODS = { "8h": 8 * HOUR, "24h": DAY, "7d": 7 * DAY, "30d": 30 * DAY } as const;
type Period = keyof typeof PERIODS;
/** So long after the last key the change is tried. */
const PAUSE_MS = 700;
const KPIS = ["availability", "oee"];
/** So many intervals of a machine are shown. */
const SHOWN = 50;

export interface DryRunProps {
  /** null: nothing was changed. */
  readonly changes: readonly Change[] | null;
}

export function DryRun({ changes }: DryRunProps) {
  const { t } = useI18n();
  const { clock } = useLive();
  const [period, setPeriod] = useState<Period>("8h");
  const [asked] = useDebouncedValue(changes, PAUSE_MS);
  const to = Math.floor(clock.now() / MINUTE) * MINUTE;
  const run = useDryRun(asked, { from: to - PERIODS[period], to }, KPIS);
  return (
    <Panel
      title={t("dryRun.title")}
      aside={
        <SegmentedControl
          size="xs"
          aria-label={t("dryRun.period")}
          value={period}
          onChange={setPeriod}
          data={(Object.keys(PERIODS) as Period[]).map((value) => ({ value, label: t(`dryRun.period.${value}`) }))}
        />
      }
    >
      {changes === null ? (
        <p className="muted">{t("dryRun.nothing")}</p>
      ) : run.error !== null ? (
        <Notice tone="danger" title={t("dryRun.failed")} text={describeError(run.error, t)} />
      ) : run.data === undefined ? (
        <Loading label={t("common.loading")} rows={3} />
      ) : (
        <div className={css.body} data-stale={run.isPlaceholderData || asked !== changes}>
          <Sum machines={run.data.machines} truncated={run.data.truncated} />
          <Figures figures={run.data.figures} />
          {run.data.machines
            .filter(({ changed }) => changed > 0)
            .map((machine) => (
              <Machine key={machine.machine} machine={machine} />
            ))}
        </div>
      )}
    </Panel>
  );
}

function Sum({ machines, truncated }: { readonly machines: readonly ChangedMachine[]; readonly truncated: boolean }) {
  const { t, f } = useI18n();
  const changed = machines.filter((machine) => machine.changed > 0);
  const time = usToMs(changed.reduce((sum, machine) => sum + machine.changed, 0));
  return (
    <p role="status">
      {changed.length === 0
        ? t("dryRun.same")
        : t("dryRun.sum", { time: f.duration(time), machines: t.plural("board.machines", changed.length) })}
      {truncated && ` ${t("dryRun.truncated")}`}
    </p>
  );
}

function Figures({ figures }: { readonly figures: readonly ChangedFigure[] }) {
  const { t, f } = useI18n();
  const share = (side: ChangedFigure["before"]): string =>
    side?.value == null ? t("dryRun.unknown") : f.percent(side.value);
  if (figures.length === 0) {
    return null;
  }
  return (
    <dl className={css.figures}>
      {figures.map(({ kpi, before, after }) => (
        <div key={kpi}>
          <dt>{t.known("dryRun.kpi", kpi) ?? kpi}</dt>
          <dd>
            {share(before)} → <strong>{share(after)}</strong>
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Machine({ machine }: { readonly machine: ChangedMachine }) {
  const { t, f } = useI18n();
  const name = useMachineList().data?.machines.find(({ id }) => id === machine.machine)?.name ?? machine.machine;
  const shown = machine.intervals.slice(0, SHOWN);
  return (
    <details className={css.machine}>
      <summary>
        <strong>{name}</strong> <span className="muted">{f.duration(usToMs(machine.changed))}</span>
      </summary>
      <ul className={css.list}>
        {shown.map((interval) => {
          const [start, end] = [parseInstant(interval.start), parseInstant(interval.end)];
          return (
            <li key={interval.start} className={css.change}>
              <span className="nowrap">{f.dateTime(start)}</span>
              <span className="nowrap muted">{f.duration(end - start)}</span>
              <span className={css.pair}>
                <CountedMark said={interval.before} /> → <CountedMark said={interval.after} />
              </span>
            </li>
          );
        })}
        {machine.intervals.length > SHOWN && (
          <li className="muted">{t("dryRun.more", { count: machine.intervals.length - SHOWN })}</li>
        )}
      </ul>
    </details>
  );
}
