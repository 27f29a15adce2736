/** The lines of all machines: a scrolled list of names beside one canvas that draws what is in sight. */

import { memo, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { Link, useLocation } from "wouter";

import type { MachineSummary, StateLookup } from "@/api";
import type { Brush, Spot, TickUnit } from "@/charts";
import { AXIS_HEIGHT, ChartCanvas, Gestures, atOf, msPerPixel, spanNear, useViewport } from "@/charts";
import { LONGEST, SHORTEST } from "@/blocks/period";
import type { Ms, Window } from "@/core/instant";
import { MINUTE } from "@/core/instant";
import { describeError, useI18n } from "@/i18n";
import { Failure, Notice } from "@/ui/Notice";
import type { Picture } from "./draw";
import { drawPicture } from "./draw";
import type { Line } from "./lines";
import { heightOf, lineAt, linesOf, linesWithin } from "./lines";
import css from "./ShopChart.module.css";
import type { Hovered } from "./ShopTip";
import { ShopTip } from "./ShopTip";
import { useBands } from "./useBands";
import type { Show } from "./useShopView";
import { useShown } from "./useShown";

export interface ShopChartProps {
  readonly machines: readonly MachineSummary[];
  readonly query: string;
  readonly window: Window;
  readonly now: Ms;
  readonly states: StateLookup;
  readonly show: Show;
  readonly onWindow: (window: Window) => void;
  readonly onFit: () => void;
}

/** How much of the list is in sight, in pixels; `unit` = pixels of 1/16 rem. */
interface Sight {
  readonly top: number;
  readonly height: number;
  readonly unit: number;
}

const AREA_UNITS = 32;
const MACHINE_UNITS = 28;
const DENSE_UNITS = 20;
/** From so many machines on the lines are lower. */
const DENSE_FROM = 60;

/** Names are written so far above and below the sight: scrolling writes new ones only now and then. */
const OVERSCAN = 200;

/** So much of the list is written before the screen has told its size. */
const UNMEASURED = 900;

const NOWHERE = { spot: null, index: -1, span: -1 } as const;

export function ShopChart({ machines, query, window, now, states, show, onWindow, onFit }: ShopChartProps) {
  const { t, f } = useI18n();
  const [, navigate] = useLocation();
  const stage = useRef<HTMLDivElement>(null);
  const [sight, setSight] = useState<Sight>({ top: 0, height: 0, unit: 1 });
  const [hovered, setHovered] = useState<Hovered>(NOWHERE);
  const [chosen, setChosen] = useState<Picture["chosen"]>(null);
  const latest = Math.max(window.to, Math.ceil(now / MINUTE) * MINUTE);
  const limits = useMemo(() => ({ shortest: SHORTEST, longest: LONGEST, latest }), [latest]);
  const viewport = useViewport(window, limits, onWindow);
  const redraw = useCallback(() => {
    viewport.draw();
  }, [viewport]);
  const ids = useIds(machines);
  const shown = useShown({ show, window, machines: ids, states, now, redraw });
  const { rows, looks, palette, error, loading, retry } = shown;
  const bands = useBands(window);
  const machine = (machines.length < DENSE_FROM ? MACHINE_UNITS : DENSE_UNITS) * sight.unit;
  const area = AREA_UNITS * sight.unit;
  const lines = useMemo(() => linesOf(machines, query, { area, machine }), [machines, query, area, machine]);
  const axis = AXIS_HEIGHT * sight.unit;

  const label = useCallback(
    (at: Ms, unit: TickUnit) =>
      unit === "minute" ? f.time(at) : unit === "second" ? f.timeSeconds(at) : f.timeMillis(at),
    [f],
  );
  const draw = useCallback(
    (brush: Brush) => {
      const scrolled = stage.current?.scrollTop ?? 0;
      const { zone, dayLabel } = f;
      const picture = { now, scrolled, lines, rows, looks, bands, palette, zone, label, dayLabel };
      drawPicture(brush, { ...picture, glyphs: show === "reasons", hovered: hovered.index, chosen });
    },
    [now, lines, rows, looks, bands, palette, label, f, show, hovered.index, chosen],
  );

  /** The line and the span at a place of the stage. */
  const find = useCallback(
    (spot: Spot): Hovered & { readonly at: Ms; readonly line: Line | undefined } => {
      const element = stage.current;
      const left = element?.querySelector<HTMLElement>("[data-corner]")?.offsetWidth ?? 0;
      const scale = { window: viewport.window, left, width: Math.max(1, (element?.clientWidth ?? 0) - left) };
      const at = atOf(spot.x, scale);
      const index = spot.y < axis || spot.x < left ? -1 : lineAt(lines, spot.y - axis + (element?.scrollTop ?? 0));
      const line = lines[index];
      if (line?.kind !== "machine") {
        return { spot, index: -1, span: -1, at, line: undefined };
      }
      const loud = (kind: number): boolean => looks[kind]?.prominent ?? false;
      return { spot, index, span: spanNear(rows.row(line.id), at, 3 * msPerPixel(scale), now, loud), at, line };
    },
    [viewport, axis, lines, looks, rows, now],
  );

  const actions = useRef({ find, onFit, navigate });
  useEffect(() => {
    actions.current = { find, onFit, navigate };
  }, [find, onFit, navigate]);

  useEffect(() => {
    const element = stage.current;
    if (element === null) {
      return undefined;
    }
    const corner = (): number => element.querySelector<HTMLElement>("[data-corner]")?.offsetWidth ?? 0;
    const gestures = new Gestures({
      element,
      viewport,
      area: () => ({ left: corner(), width: Math.max(1, element.clientWidth - corner()) }),
      brushes: (spot) => spot.y < element.getBoundingClientRect().height && spot.y < axis,
      wheel: "scroll",
      onHover: (spot) => {
        const found = spot === null ? null : actions.current.find(spot);
        setHovered(found === null || found.index < 0 ? NOWHERE : found);
      },
      onBrush: (box) => {
        setChosen(box === null ? null : { x0: box.x0 - corner(), x1: box.x1 - corner() });
      },
      onPick: (spot) => {
        const { line, at } = actions.current.find(spot);
        if (line?.kind === "machine") {
          const { from, to } = viewport.window;
          const query = new URLSearchParams({ from: whole(from), to: whole(to), at: whole(at) });
          actions.current.navigate(`/machines/${encodeURIComponent(line.id)}?${query.toString()}`);
        }
      },
      onFit: () => {
        actions.current.onFit();
      },
      onStep: () => undefined,
      onEnter: () => undefined,
    });
    const measure = (): void => {
      const unit = (parseFloat(getComputedStyle(document.documentElement).fontSize) || 16) / 16;
      setSight({ top: element.scrollTop, height: element.clientHeight, unit });
      viewport.draw();
    };
    const scrolled = (): void => {
      const top = element.scrollTop;
      setSight((last) => (Math.abs(top - last.top) < OVERSCAN / 2 ? last : { ...last, top }));
      viewport.draw();
    };
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    element.addEventListener("scroll", scrolled, { passive: true });
    return () => {
      gestures.dispose();
      observer.disconnect();
      element.removeEventListener("scroll", scrolled);
    };
  }, [viewport, axis]);

  if (error !== null) {
    return (
      <Failure title={t("error.title")} text={describeError(error, t)} retry={t("common.retry")} onRetry={retry} />
    );
  }
  if (lines.length === 0) {
    return <Notice title={t("board.nothing.title")} text={t("board.nothing.text")} />;
  }
  const inSight = sight.height === 0 ? UNMEASURED : sight.height;
  const [first, last] = linesWithin(lines, sight.top - OVERSCAN, sight.top + inSight + OVERSCAN);
  const height = heightOf(lines) + axis;
  return (
    <div className={css.frame} aria-busy={loading}>
      <ul className={css.legend} aria-label={t(`shop.legend.${show}`)}>
        {shown.legend.map(({ key, mark, word }) => (
          <li key={key}>
            {mark}
            {word}
          </li>
        ))}
      </ul>
      <div ref={stage} className={css.stage} tabIndex={0} role="region" aria-label={t(`shop.lines.${show}`)}>
        <div className={css.inner} style={{ height }}>
          <div className={css.layer} style={{ height: sight.height, marginBottom: -sight.height }}>
            <div className={css.corner} data-corner style={{ height: axis }}>
              <span>{t("shop.machine")}</span>
              <span title={t(`shop.beside.${show}.title`)}>{t(`shop.beside.${show}`)}</span>
            </div>
            <ChartCanvas viewport={viewport} draw={draw} className={css.canvas} />
          </div>
          <ul className={css.names} style={{ top: axis }}>
            {lines.slice(first, last).map((line) => (
              <li
                key={keyOf(line)}
                className={css.line}
                data-kind={line.kind}
                style={{ top: line.top, height: line.height }}
              >
                {line.kind === "area" ? (
                  <span className={css.area}>{line.area === "" ? t("board.no_area") : line.area}</span>
                ) : (
                  <MachineName
                    line={line}
                    beside={shown.beside(rows.row(line.id))}
                    title={t(`shop.beside.${show}.title`)}
                  />
                )}
              </li>
            ))}
          </ul>
        </div>
      </div>
      <ShopTip hovered={hovered} lines={lines} rows={rows} meaning={shown.meaning} now={now} />
      <p className={css.hint}>{t("shop.hint")}</p>
    </div>
  );
}

const whole = (at: Ms): string => String(Math.floor(at));

const keyOf = (line: Line): string => (line.kind === "area" ? `area ${line.area}` : `machine ${line.id}`);

/** The ids of the machines, the same list as long as they are the same. */
function useIds(machines: readonly MachineSummary[]): readonly string[] {
  const text = JSON.stringify(machines.map(({ id }) => id));
  return useMemo(() => JSON.parse(text) as string[], [text]);
}

interface MachineNameProps {
  readonly line: Line & { readonly kind: "machine" };
  readonly beside: string;
  /** What stands beside the name. */
  readonly title: string;
}

/** The name as a way to the machine, and what is said of its time as far as it has passed. */
const MachineName = memo(function MachineName({ line, beside, title }: MachineNameProps) {
  return (
    <>
      <Link href={`/machines/${encodeURIComponent(line.id)}`} className={css.name} title={line.name}>
        {line.name}
      </Link>
      {beside !== "" && (
        <span className={css.share}>
          <span className="visually-hidden">{title}: </span>
          {beside}
        </span>
      )}
    </>
  );
});
