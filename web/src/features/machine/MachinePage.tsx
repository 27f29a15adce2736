/** One machine: what it does now, what it did over a period, and why. */

import { Button, Tabs } from "@mantine/core";
import { useCallback, useMemo, useState } from "react";
import type { ReactNode } from "react";
import { Link } from "wouter";

import { Problem, useMachineDetail, useSignals, useStates } from "@/api";
import { startOfDay } from "@/core/zone";
import { describeError, useI18n } from "@/i18n";
import { useLive, useMachine, useNow } from "@/live";
import { Failure, Loading, Notice } from "@/ui/Notice";
import { Panel } from "@/ui/Panel";
import { Alarms } from "./Alarms";
import { Cycles } from "./Cycles";
import { ExplainPanel } from "./ExplainPanel";
import { MachineHeader } from "./MachineHeader";
import css from "./MachinePage.module.css";
import { useDone } from "@/blocks/acts/useDone";
import { PeriodBar } from "@/blocks/PeriodBar";
import { DEFAULT_PERIOD, periodOf, reachesNow, resolvePeriod, stepOf } from "@/blocks/period";
import { Signals } from "./Signals";
import { Sources } from "./Sources";
import { TimelineSection } from "./timeline/TimelineSection";
import { Correcting } from "./time/Correcting";
import { CorrectionHistory } from "./time/CorrectionHistory";
import type { Piece } from "./time/pieces";
import { isListed } from "./time/pieces";
import { ShiftList } from "./time/ShiftList";
import { StopList } from "./time/StopList";
import { useMachineTime } from "./time/useMachineTime";
import { Totals } from "./Totals";
import { useMachineTimeline } from "./useMachineTimeline";
import { MOST_PLOTS, TABS, useMachineView } from "./useMachineView";

export interface MachinePageProps {
  readonly id: string;
  /** Stands below the head: where people enter what the machine does. */
  readonly workplace?: ReactNode;
}

const NO_SIGNALS: never[] = [];

export function MachinePage({ id, workplace }: MachinePageProps) {
  const { t, f, language } = useI18n();
  const now = useNow();
  const states = useStates();
  const view = useMachineView();
  const live = useMachine(id);
  const detail = useMachineDetail(id);
  const signals = useSignals(id).data?.signals ?? NO_SIGNALS;
  const { period, setPeriod, at, setAt, plotted, togglePlot, tab, setTab } = view;
  const { from, to } = resolvePeriod(period, now);
  const window = useMemo(() => ({ from, to }), [from, to]);
  const refresh = period.kind === "fixed" && reachesNow(window, now) ? stepOf(period) : undefined;
  const loaded = useMachineTimeline(id, window, refresh);
  const time = useMachineTime(id, window, reachesNow(window, now));
  const done = useDone();
  const [piece, setPiece] = useState<Piece | null>(null);
  const { pieces, reasons } = time;
  const timeView = useMemo(() => ({ pieces, reasons, onPiece: setPiece }), [pieces, reasons]);
  const words = useMemo(() => ({ t, language, states, reasons }), [t, language, states, reasons]);
  const byKey = useMemo(() => new Map(signals.map((signal) => [signal.key, signal])), [signals]);
  const unitOf = useCallback((key: string) => byKey.get(key)?.units ?? null, [byKey]);
  const nameOf = useCallback(
    (key: string) => {
      const name = byKey.get(key)?.name ?? "";
      return name === "" ? key : name;
    },
    [byKey],
  );
  const { clock } = useLive();
  const setWindow = useCallback(
    (chosen: typeof window) => {
      setPeriod(periodOf(chosen, clock.now()));
    },
    [setPeriod, clock],
  );
  // What zooming goes back to: the period that was chosen by its name or its day.
  const [chosenPeriod, setChosenPeriod] = useState(period.kind === "rolling" ? period : DEFAULT_PERIOD);
  const choosePeriod = useCallback(
    (chosen: typeof period) => {
      setChosenPeriod(chosen);
      setPeriod(chosen);
    },
    [setPeriod],
  );
  const fit = useCallback(() => {
    setPeriod(chosenPeriod);
  }, [setPeriod, chosenPeriod]);
  const plots = useMemo(() => plotted.flatMap((key) => byKey.get(key) ?? []), [plotted, byKey]);

  const machine = live ?? detail.data?.machine;
  if (detail.error instanceof Problem && detail.error.status === 404) {
    return (
      <Notice
        size="page"
        title={t("machine.not_found.title", { id })}
        text={t("machine.not_found.text")}
        action={
          <Button component={Link} href="/" variant="default">
            {t("app.to_board")}
          </Button>
        }
      />
    );
  }
  if (machine === undefined) {
    return detail.error === null ? (
      <Loading label={t("common.loading")} rows={3} height={120} />
    ) : (
      <Failure
        size="page"
        title={t("error.title")}
        text={describeError(detail.error, t)}
        retry={t("common.retry")}
        onRetry={() => void detail.refetch()}
      />
    );
  }

  const { timeline } = loaded;
  const waitingFor = (error: Error | null, retry: () => void) =>
    error === null ? (
      <Loading label={t("common.loading")} rows={4} height={28} />
    ) : (
      <Failure title={t("error.title")} text={describeError(error, t)} retry={t("common.retry")} onRetry={retry} />
    );
  const waiting = waitingFor(loaded.error, loaded.retry);
  const counts = { alarms: timeline?.tracks.alarm?.length, cycles: timeline?.tracks.cycle?.length };
  return (
    <div className={css.page}>
      <MachineHeader machine={machine} states={states} />
      {workplace}
      <div className={css.columns}>
        <div className={css.main}>
          <Panel
            title={t("machine.timeline")}
            aside={<PeriodBar period={period} window={window} now={now} onChange={choosePeriod} />}
          >
            {timeline === undefined ? (
              waiting
            ) : (
              <div className={css.timeline} aria-busy={loaded.stale}>
                <TimelineSection
                  machineId={id}
                  window={window}
                  now={now}
                  timeline={timeline}
                  states={states}
                  time={timeView}
                  selectedAt={at}
                  onSelect={setAt}
                  onWindow={setWindow}
                  onFit={fit}
                  choices={signals}
                  signals={plots}
                  onToggleSignal={togglePlot}
                  mostSignals={MOST_PLOTS}
                />
              </div>
            )}
          </Panel>
          <Panel title={t("machine.totals")}>
            {timeline === undefined ? waiting : <Totals timeline={timeline} states={states} />}
          </Panel>
          <section className={css.details} aria-label={t("machine.tabs")}>
            <Tabs
              value={tab}
              onChange={(value) => {
                const chosen = TABS.find((name) => name === value);
                if (chosen !== undefined) {
                  setTab(chosen);
                }
              }}
              keepMounted={false}
            >
              <Tabs.List>
                <Tabs.Tab value="alarms" className={css.tab}>
                  {t("alarms.title")}{" "}
                  {counts.alarms !== undefined && <span className="muted">{f.number(counts.alarms)}</span>}
                </Tabs.Tab>
                <Tabs.Tab value="stops" className={css.tab}>
                  {t("stops.title")} <span className="muted">{f.number(pieces.filter(isListed).length)}</span>
                </Tabs.Tab>
                <Tabs.Tab value="cycles" className={css.tab}>
                  {t("cycles.title")}{" "}
                  {counts.cycles !== undefined && <span className="muted">{f.number(counts.cycles)}</span>}
                </Tabs.Tab>
                <Tabs.Tab value="signals" className={css.tab}>
                  {t("signals.title")} <span className="muted">{f.number(signals.length)}</span>
                </Tabs.Tab>
                <Tabs.Tab value="corrections" className={css.tab}>
                  {t("corrections.title")} <span className="muted">{f.number(time.log.length)}</span>
                </Tabs.Tab>
                <Tabs.Tab value="sources" className={css.tab}>
                  {t("sources.title")}
                </Tabs.Tab>
              </Tabs.List>
              <Tabs.Panel value="stops">
                {time.account === undefined ? (
                  waitingFor(time.error, time.retry)
                ) : (
                  <StopList pieces={pieces} words={words} now={now} onPiece={setPiece} onSelect={setAt} />
                )}
              </Tabs.Panel>
              <Tabs.Panel value="corrections">
                <ShiftList
                  machine={id}
                  window={window}
                  now={now}
                  pending={done.acting.pending}
                  error={done.acting.error === null ? null : describeError(done.acting.error, t)}
                  onAct={done.run}
                />
                <CorrectionHistory
                  log={time.log}
                  words={words}
                  now={now}
                  pending={done.acting.pending}
                  onAct={done.run}
                  onSelect={setAt}
                />
              </Tabs.Panel>
              <Tabs.Panel value="alarms">
                {timeline === undefined ? waiting : <Alarms timeline={timeline} now={now} onSelect={setAt} />}
              </Tabs.Panel>
              <Tabs.Panel value="cycles">
                {timeline === undefined ? waiting : <Cycles timeline={timeline} now={now} onSelect={setAt} />}
              </Tabs.Panel>
              <Tabs.Panel value="signals">
                <Signals
                  machineId={id}
                  signals={signals}
                  plotted={plotted}
                  onPlot={togglePlot}
                  today={startOfDay(now, f.zone)}
                />
              </Tabs.Panel>
              <Tabs.Panel value="sources">
                {detail.data === undefined ? (
                  <Loading label={t("common.loading")} />
                ) : (
                  <Sources detail={detail.data} now={now} />
                )}
              </Tabs.Panel>
            </Tabs>
          </section>
        </div>
        <aside className={css.aside}>
          <ExplainPanel machineId={id} at={at} now={now} states={states} unitOf={unitOf} nameOf={nameOf} onAt={setAt} />
        </aside>
      </div>
      <Correcting
        machineId={id}
        time={time}
        states={states}
        piece={piece}
        given={done}
        onClose={() => {
          setPiece(null);
        }}
      />
    </div>
  );
}
