/** The timeline of one machine: its lanes, and chosen signals under them on the same axis. */

import { ActionIcon } from "@mantine/core";
import { useEffect, useMemo, useState } from "react";

import { hitLanes, usePaints, useViewport, xOf, zoomAt } from "@/charts";
import type { Lane, LaneHit, Viewport } from "@/charts";
import { LONGEST, SHORTEST, reachesNow } from "@/blocks/period";
import { SECOND, parseInstant } from "@/core/instant";
import type { Ms, Window } from "@/core/instant";
import { baseName } from "@/core/text";
import { useI18n } from "@/i18n";
import type { Description, Words } from "./describe";
import { alarmText, describe, timesOf } from "./describe";
import { Lanes } from "./Lanes";
import { readLooks } from "./looks";
import { gapsOf, isLaneId, lanesOf, stateKinds } from "./model";
import type { TimelineSectionProps } from "./props";
import { SignalPicker } from "./SignalPicker";
import { SignalPlot } from "./SignalPlot";
import { SpanTable } from "./SpanTable";
import css from "./TimelineSection.module.css";
import { TIME_LANE } from "../time/timeLane";
import { useTimeLane } from "../time/useTimeLane";
import { Tip } from "./Tip";
import type { Pointed } from "./useStage";
import { useStage } from "./useStage";

/** Curves of a window that reaches the present are asked for again so often. */
const REFRESH_MS = 15 * SECOND;

const ZOOM = 0.6;

interface ToolsProps extends Pick<
  TimelineSectionProps,
  "choices" | "signals" | "mostSignals" | "onToggleSignal" | "onFit"
> {
  readonly viewport: Viewport;
}

function Tools({ viewport, choices, signals, mostSignals, onToggleSignal, onFit }: ToolsProps) {
  const { t } = useI18n();
  const zoom = (factor: number): void => {
    const { window, limits } = viewport;
    viewport.move(zoomAt(window, factor, (window.from + window.to) / 2, limits));
  };
  const button = (label: string, sign: string, run: () => void) => (
    <ActionIcon variant="default" size="2.25rem" aria-label={label} title={label} onClick={run}>
      <span aria-hidden="true">{sign}</span>
    </ActionIcon>
  );
  return (
    <div className={css.tools}>
      {button(t("timeline.zoom_out"), "−", () => {
        zoom(1 / ZOOM);
      })}
      {button(t("timeline.zoom_in"), "+", () => {
        zoom(ZOOM);
      })}
      {button(t("timeline.fit"), "⤢", onFit)}
      <SignalPicker choices={choices} chosen={signals} most={mostSignals} onToggle={onToggleSignal} />
      <span className={css.hint}>{t("timeline.hint")}</span>
    </div>
  );
}

/** How many points a curve is worth on a chart so wide; in coarse steps, so that answers can be kept. */
function usePoints(ref: { readonly current: HTMLElement | null }): number {
  const [points, setPoints] = useState(2_000);
  useEffect(() => {
    const element = ref.current;
    if (element === null) {
      return undefined;
    }
    const observer = new ResizeObserver(() => {
      // A bucket of four points for every two pixels.
      setPoints(Math.max(1_000, Math.ceil((element.clientWidth * 2) / 500) * 500));
    });
    observer.observe(element);
    return () => {
      observer.disconnect();
    };
  }, [ref]);
  return points;
}

function hitOf(
  lanes: readonly Lane[],
  { x, y, at, walked, area, unit }: Pointed,
  viewport: Viewport,
  now: Ms,
): LaneHit | null {
  const scale = { window: viewport.window, ...area };
  // A walk stands on the very beginning of a span; a pixel's fraction must not lead to the one before.
  return hitLanes(lanes, walked ? xOf(at, scale) + 0.01 : x, y, scale, now, unit);
}

export function TimelineSection(props: TimelineSectionProps) {
  const { machineId, window, now, timeline, states, time, selectedAt, onSelect, onWindow, onFit, signals } = props;
  const { t, f, language } = useI18n();
  const words = useMemo<Words>(() => ({ t, f, language, states }), [t, f, language, states]);
  const latest = Math.max(window.to, now);
  const limits = useMemo(() => ({ shortest: SHORTEST, longest: LONGEST, latest }), [latest]);
  const viewport = useViewport(window, limits, onWindow);

  const kinds = useMemo(() => stateKinds(states, timeline), [states, timeline]);
  const codes = kinds.map(({ code }) => code).join(" ");
  // eslint-disable-next-line react-hooks/exhaustive-deps -- the looks change with the states, not with each correction
  const read = useMemo(() => readLooks(kinds), [codes]);
  const looks = usePaints(read);
  const account = useTimeLane(time, states);
  const lanes = useMemo(
    () =>
      lanesOf(
        timeline,
        kinds,
        looks,
        {
          state: (kind) => kinds[kind]?.words[language] ?? "",
          mode: (value) => t.known("mode", value) ?? value,
          program: baseName,
          alarm: alarmText,
        },
        account.lane,
      ),
    [timeline, kinds, looks, language, t, account.lane],
  );
  const gaps = useMemo(() => gapsOf(timeline), [timeline]);
  const loaded = useMemo<Window>(
    () => ({ from: parseInstant(timeline.from), to: parseInstant(timeline.to) }),
    [timeline.from, timeline.to],
  );
  const { onPiece, pieces } = time;
  const actions = useMemo(
    () => ({
      lanes,
      now,
      onPick: (at: Ms, where: Pointed | null) => {
        const hit = where === null ? null : hitOf(lanes, where, viewport, now);
        const piece = hit?.lane.id === TIME_LANE ? pieces[hit.item] : undefined;
        if (piece === undefined) {
          onSelect(at);
        } else {
          onPiece(piece);
        }
      },
      onFit,
    }),
    [lanes, now, onSelect, onFit, onPiece, pieces, viewport],
  );
  const { ref, pointed, brush } = useStage(viewport, actions);
  const points = usePoints(ref);
  const refreshMs = reachesNow(window, now) ? REFRESH_MS : undefined;

  const under = (where: Pointed): Description | null => {
    const hit = hitOf(lanes, where, viewport, now);
    if (hit === null || hit.item < 0) {
      return null;
    }
    if (hit.lane.id === TIME_LANE) {
      return account.describe(hit.item);
    }
    return isLaneId(hit.lane.id) ? describe(timeline, hit.lane.id, hit.item, words) : null;
  };
  const description = pointed === null ? null : under(pointed);

  return (
    <div className={css.section}>
      <Tools viewport={viewport} {...props} />
      <div ref={ref} className={css.stage} tabIndex={0} role="application" aria-label={t("timeline.chart")}>
        <Lanes viewport={viewport} lanes={lanes} looks={looks} loaded={loaded} now={now} selectedAt={selectedAt} />
        {signals.map((signal) => (
          <SignalPlot
            key={signal.key}
            machineId={machineId}
            signal={signal}
            viewport={viewport}
            window={window}
            refreshMs={refreshMs}
            points={points}
            gaps={gaps}
            now={now}
            palette={looks.palette}
            selectedAt={selectedAt}
            hoverAt={pointed?.at ?? null}
            onRemove={props.onToggleSignal}
          />
        ))}
        {brush !== null && (
          <span
            className={css.brush}
            style={{ transform: `translateX(${brush.left}px)`, width: `${brush.width}px` }}
            aria-hidden="true"
          />
        )}
        {pointed !== null && brush === null && (
          <>
            <span className={css.cursor} style={{ transform: `translateX(${pointed.x}px)` }} aria-hidden="true" />
            <Tip at={pointed.at} now={now} description={description} words={words} x={pointed.x} y={pointed.y} />
          </>
        )}
      </div>
      <p className="visually-hidden" aria-live="polite">
        {pointed?.walked === true &&
          description !== null &&
          `${description.title}, ${timesOf(description, now, words)}`}
      </p>
      <SpanTable timeline={timeline} now={now} words={words} />
    </div>
  );
}
