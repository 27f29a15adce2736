/** What changed settings would have made of the past: which time would count otherwise, and the figures then. */

import { SegmentedControl } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useEffect, useMemo, useState } from "react";

import { useMachineList } from "@/api";
import type { Change, ChangedMachine, Difference } from "@/api/dry-runs";
import { useDryRun } from "@/api/dry-runs";
import type { Window } from "@/core/instant";
import { DAY, HOUR, MINUTE, parseInstant, usToMs } from "@/core/instant";
import { describeError, useI18n } from "@/i18n";
import { useLive } from "@/live";
import { Loading, Notice } from "@/ui/Notice";
import { Panel } from "@/ui/Panel";
import { CountedMark } from "./CountedMark";
import css from "./DryRun.module.css";
import { Figures } from "./Figures";
import { Lanes } from "./Lanes";

const PERIODS = { "8h": 8 * HOUR, "24h": DAY, "7d": 7 * DAY, "30d": 30 * DAY } as const;
type Period = keyof typeof PERIODS;
/** So long after the last key the change is tried. */
const PAUSE_MS = 700;
/** The figures that the server finds usual. */
const KPIS: readonly string[] = [];
/** So many intervals of a machine are shown. */
const SHOWN = 50;

type By = "state" | "count";

export interface DryRunProps {
  /** null: nothing was changed. */
  readonly changes: readonly Change[] | null;
  /** What is told of time: its state, or how it counts. */
  readonly by?: By;
  /** Hears why it could not be tried, null where it could. */
  readonly onRefused?: (error: Error | null) => void;
}

export function DryRun({ changes, by = "count", onRefused }: DryRunProps) {
  const { t } = useI18n();
  const { clock } = useLive();
  const [period, setPeriod] = useState<Period>("8h");
  const [asked] = useDebouncedValue(changes, PAUSE_MS);
  const to = Math.floor(clock.now() / MINUTE) * MINUTE;
  const run = useDryRun(asked, { from: to - PERIODS[period], to }, KPIS);
  const refused = asked === null ? null : run.error;
  useEffect(() => {
    onRefused?.(refused);
  }, [refused, onRefused]);
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
          <Sum difference={run.data} />
          <Figures figures={run.data.figures} />
          <Machines difference={run.data} by={by} />
        </div>
      )}
    </Panel>
  );
}

function Sum({ difference: { machines, looked, truncated } }: { readonly difference: Difference }) {
  const { t, f } = useI18n();
  const time = usToMs(machines.reduce((sum, machine) => sum + machine.changed, 0));
  return (
    <p role="status">
      {machines.length === 0
        ? t("dryRun.same")
        : t("dryRun.sum", { time: f.duration(time), machines: t.plural("board.machines", machines.length) })}{" "}
      <span className="muted">{t("dryRun.looked", { count: looked })}</span>
      {truncated && ` ${t("dryRun.truncated")}`}
    </p>
  );
}

function Machines({ difference: { window, machines }, by }: { readonly difference: Difference; readonly by: By }) {
  const shown = useMemo(() => ({ from: parseInstant(window.from), to: parseInstant(window.to) }), [window]);
  return machines.map((machine) => <Machine key={machine.machine} machine={machine} window={shown} by={by} />);
}

function Machine({
  machine,
  window,
  by,
}: {
  readonly machine: ChangedMachine;
  readonly window: Window;
  readonly by: By;
}) {
  const { t, f } = useI18n();
  const [open, setOpen] = useState(false);
  const name = useMachineList().data?.machines.find(({ id }) => id === machine.machine)?.name ?? machine.machine;
  const shown = machine.intervals.slice(0, SHOWN);
  return (
    <details
      className={css.machine}
      onToggle={(event) => {
        setOpen(event.currentTarget.open);
      }}
    >
      <summary>
        <strong>{name}</strong> <span className="muted">{f.duration(usToMs(machine.changed))}</span>
      </summary>
      {open && <Lanes machine={machine.machine} intervals={machine.intervals} window={window} by={by} />}
      <ul className={css.list}>
        {shown.map((interval) => {
          const [start, end] = [parseInstant(interval.start), parseInstant(interval.end)];
          return (
            <li key={interval.start} className={css.change}>
              <span className="nowrap">{f.dateTime(start)}</span>
              <span className="nowrap muted">{f.duration(end - start)}</span>
              <span className={css.pair}>
                <CountedMark counted={interval.before} by={by} /> → <CountedMark counted={interval.after} by={by} />
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
