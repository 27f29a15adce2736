/** One signal under the timeline, on the same axis: its name, its value at the pointer, its curve or words. */

import { CloseButton } from "@mantine/core";
import { useCallback, useMemo } from "react";

import type { SignalInfo, WireValue } from "@/api";
import { useObservations } from "@/api";
import type { Brush, Palette, Trace, Viewport } from "@/charts";
import {
  ChartCanvas,
  drawGrid,
  drawNumbers,
  drawTexts,
  drawValueAxis,
  extremesIn,
  rangeAround,
  reachedAt,
  traceOf,
} from "@/charts";
import type { Ms, Window } from "@/core/instant";
import { describeError, unitSymbol, useI18n } from "@/i18n";
import { formatValue } from "@/blocks/values/formatValue";
import { areaOf } from "./geometry";
import { drawMoment } from "./drawMoment";
import css from "./SignalPlot.module.css";
import { useLivePoints, withLive } from "./useLivePoints";

export interface SignalPlotProps {
  readonly machineId: string;
  readonly signal: SignalInfo;
  readonly viewport: Viewport;
  /** What to load. */
  readonly window: Window;
  readonly refreshMs: number | undefined;
  /** Pixels that the curve may take, in coarse steps. */
  readonly points: number;
  /** Where nothing is known of any signal. */
  readonly gaps: readonly Window[];
  readonly now: Ms;
  readonly palette: Palette;
  readonly selectedAt: Ms | null;
  /** The moment under the pointer, or null. */
  readonly hoverAt: Ms | null;
  readonly onRemove: (key: string) => void;
}

/** Heights in units: of a curve, of a strip of words, and of the air in both. */
const CURVE = 84;
const STRIP = 26;
const AIR = 6;

function paint(
  brush: Brush,
  trace: Trace,
  props: Pick<SignalPlotProps, "palette" | "now">,
  label: (v: number) => string,
) {
  const { context, size, window, fills, texts } = brush;
  const { palette, now } = props;
  const { unit } = size;
  const scale = { window, ...areaOf(size.width, unit) };
  const top = AIR * unit;
  const view = {
    ...{ scale, now, palette, fills, texts, unit, top },
    height: size.height - 2 * top,
    color: palette.accent,
  };
  if (trace.kind === "text") {
    drawTexts(context, trace, view);
    return;
  }
  const extremes = extremesIn(trace, window);
  if (extremes !== null) {
    const range = rangeAround(extremes.low, extremes.high);
    drawValueAxis(context, range, view, label);
    drawNumbers(context, trace, range, view);
  }
}

/** Named where the value is a state word of the control; numbers are written with their unit. */
function useReadout({ signal }: SignalPlotProps) {
  const i18n = useI18n();
  return (trace: Trace, at: Ms): string => {
    const { t, f, language } = i18n;
    const reached = reachedAt(trace, at);
    if (reached === null) {
      return t("timeline.plot.none");
    }
    switch (reached.kind) {
      case "value":
        return formatValue(reached.value, signal.units, i18n);
      case "range": {
        const unit = unitSymbol(signal.units, language);
        const high = unit === "" ? f.measure(reached.max) : `${f.measure(reached.max)}\u00a0${unit}`;
        return t("timeline.plot.range", { low: f.measure(reached.min), high });
      }
      case "text":
        return reached.many > 1 ? t("timeline.plot.many", { count: f.number(reached.many) }) : reached.text;
    }
  };
}

export function SignalPlot(props: SignalPlotProps) {
  const { machineId, signal, viewport, window, refreshMs, points, gaps, now, palette, selectedAt, hoverAt } = props;
  const { t, f, language } = useI18n();
  const found = useObservations(machineId, signal.key, window, points, { refreshMs });
  const readout = useReadout(props);
  const { units, category } = signal;
  const live = useLivePoints(machineId, signal.key, refreshMs !== undefined);
  const trace = useMemo(() => {
    const name = (value: WireValue): string => formatValue(value, units, { t, f, language });
    return found.data === undefined
      ? null
      : traceOf(withLive(found.data, live), { manner: category === "SAMPLE" ? "line" : "step", gaps }, name);
  }, [found.data, live, gaps, category, units, t, f, language]);
  const draw = useCallback(
    (brush: Brush) => {
      const { context, size, window: shown } = brush;
      drawGrid(
        context,
        { scale: { window: shown, ...areaOf(size.width, size.unit) }, zone: f.zone, palette, unit: size.unit },
        size.height,
      );
      if (trace !== null) {
        paint(brush, trace, { palette, now }, f.measure);
      }
      drawMoment(brush, now, palette.accent);
      if (selectedAt !== null) {
        drawMoment(brush, selectedAt, palette.text, { dashed: true });
      }
    },
    [trace, palette, now, selectedAt, f],
  );
  const empty = trace !== null && (trace.kind === "text" ? trace.spans.length === 0 : trace.at.length === 0);
  const name = signal.name === "" ? signal.key : signal.name;
  const unit = unitSymbol(units, language);
  const at = hoverAt ?? Math.min(now, window.to);
  return (
    <section className={css.plot} aria-label={name} data-stale={found.isPlaceholderData}>
      <header className={css.head} data-own="">
        <h3 className={css.name}>
          {name}
          {unit !== "" && <span className={css.unit}>, {unit}</span>}
        </h3>
        <span className={css.where}>{signal.component}</span>
        <span className={css.value}>
          {found.error !== null
            ? describeError(found.error, t)
            : trace === null
              ? t("timeline.plot.loading")
              : empty
                ? t("timeline.plot.empty")
                : readout(trace, at)}
        </span>
        <CloseButton
          size="sm"
          aria-label={t("timeline.remove", { signal: name })}
          onClick={() => {
            props.onRemove(signal.key);
          }}
        />
      </header>
      <ChartCanvas viewport={viewport} draw={draw} height={(trace?.kind === "text" ? STRIP + AIR : CURVE) / 16} />
    </section>
  );
}
