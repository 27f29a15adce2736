/** The intervals behind the chosen bar, by machine, those with most of that time first. */

import { Button, CloseButton } from "@mantine/core";
import { useEffect, useMemo, useRef, useState } from "react";

import type { MachineStretch } from "@/api/figures";
import { useAccounts, useReasons, useTimes } from "@/api/figures";
import { windowOf } from "@/blocks/range/range";
import { StretchTable } from "@/blocks/stretches/StretchTable";
import { usToMs } from "@/core/instant";
import { describeError, useI18n } from "@/i18n";
import { useMachines, useNow } from "@/live";
import { Loading, Notice } from "@/ui/Notice";
import { Panel } from "@/ui/Panel";
import css from "./IntervalsPanel.module.css";
import type { Pick } from "./pick";
import { accountWindow, behind, columnsOf, during, inside, machinesOf } from "./pick";
import type { LossView } from "./useLossView";

/** Accounts read at once, and rows that a person still reads. */
const MACHINES_AT_ONCE = 5;
const MOST_ROWS = 300;

export interface IntervalsPanelProps {
  readonly view: LossView;
  readonly pick: Pick;
}

export function IntervalsPanel({ view, pick }: IntervalsPanelProps) {
  const { t, f } = useI18n();
  const now = useNow();
  const [reach, setReach] = useState(MACHINES_AT_ONCE);
  const [only, setOnly] = useState<string | null>(null);
  const names = new Map(useMachines().map(({ id, name }) => [id, name]));
  const asked = useMemo(() => during(view.asked, pick), [view.asked, pick]);
  const filters = useMemo(() => inside(view.filters, pick), [view.filters, pick]);
  const times = useTimes({ groupBy: columnsOf(pick), asked, filters, classes: pick.classes }, { live: view.live });
  const machines = useMemo(
    () => (times.data === undefined || times.isPlaceholderData ? [] : machinesOf(times.data.rows, pick)),
    [times.data, times.isPlaceholderData, pick],
  );
  const shown = windowOf(times.data?.window);
  const read = (only === null ? machines.slice(0, reach) : machines.filter(({ machine }) => machine === only)).map(
    ({ machine }) => machine,
  );
  const accounts = useAccounts(read, shown === null ? null : accountWindow(asked, shown, f.zone));
  const loading = times.isPending || accounts.some(({ isPending }) => isPending);
  const error = times.error ?? accounts.find(({ error: found }) => found !== null)?.error ?? null;
  const found: MachineStretch[] = accounts.flatMap(({ data }, index) => {
    const machine = read[index];
    return machine === undefined || data === undefined
      ? []
      : data.stretches
          .map((stretch) => ({ ...stretch, machine }))
          .filter((stretch) => behind(stretch, pick, asked, filters, f.zone))
          .toReversed();
  });
  const total = machines.reduce((sum, { time }) => sum + time, 0);

  const head = useRef<HTMLDivElement>(null);
  useEffect(() => {
    head.current?.focus();
  }, []);
  return (
    <div ref={head} className={css.place} tabIndex={-1}>
      <Panel
        title={t("intervals.title", { what: usePickWords(pick) })}
        flush
        aside={
          <CloseButton
            aria-label={t("intervals.close")}
            onClick={() => {
              view.choose(null);
            }}
          />
        }
      >
        <div className={css.machines} role="group" aria-label={t("intervals.machines")}>
          <span className="muted">{t("intervals.total", { time: f.hours(usToMs(total)) })}</span>
          {machines.slice(0, 24).map(({ machine, time }) => (
            <button
              key={machine}
              type="button"
              className={css.machine}
              aria-pressed={only === machine}
              onClick={() => {
                setOnly(only === machine ? null : machine);
              }}
            >
              {names.get(machine) ?? machine} <span className="muted">{f.hours(usToMs(time))}</span>
            </button>
          ))}
        </div>
        {error !== null && <Notice tone="danger" title={t("error.title")} text={describeError(error, t)} />}
        {found.length > 0 && (
          <StretchTable stretches={found.slice(0, MOST_ROWS)} now={now} label={t("intervals.list")} />
        )}
        {loading && error === null && <Loading label={t("common.loading")} rows={4} height={28} />}
        {!loading && error === null && found.length === 0 && (
          <Notice title={t("intervals.empty.title")} text={t("intervals.empty.text")} />
        )}
        <p className={css.foot}>
          {found.length > MOST_ROWS
            ? t("timeline.table.shown", { shown: f.number(MOST_ROWS), total: f.number(found.length) })
            : t.plural("intervals.count", found.length, f.number(found.length))}
          {only === null && machines.length > read.length && (
            <Button
              size="compact-sm"
              variant="default"
              loading={loading}
              onClick={() => {
                setReach(reach + MACHINES_AT_ONCE);
              }}
            >
              {t("intervals.more", { shown: f.number(read.length), total: f.number(machines.length) })}
            </Button>
          )}
        </p>
      </Panel>
    </div>
  );
}

/** What was chosen, in words: reason or classes, machine, area, day, weekday and hour. */
function usePickWords(pick: Pick): string {
  const { t, language } = useI18n();
  const reasons = useReasons();
  const names = new Map(useMachines().map(({ id, name }) => [id, name]));
  const { reason, classes, machine, area, day, weekday, hour } = pick;
  const named = reason === null ? undefined : reasons.get(reason);
  const lost = classes.length > 2;
  const what =
    named?.words[language] ?? (lost ? t("losses.heat.lost") : classes.map((one) => t(`class.${one}`)).join(", "));
  const weekdays = new Intl.DateTimeFormat(language, { weekday: "long", timeZone: "UTC" });
  return [
    what,
    machine === null ? "" : (names.get(machine) ?? machine),
    area ?? "",
    day ?? "",
    weekday === null ? "" : weekdays.format(Date.UTC(2024, 0, weekday)),
    hour === null ? "" : `${hour}:00–${hour + 1}:00`,
  ]
    .filter((word) => word !== "")
    .join(" · ");
}
