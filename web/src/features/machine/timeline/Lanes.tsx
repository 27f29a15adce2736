/** The axis and the lanes of one machine on one canvas, with the names of the lanes beside. */

import { useCallback } from "react";

import type { Brush, Lane, Viewport } from "@/charts";
import { ChartCanvas, drawAxis, drawGrid, drawLane, heightOfLanes } from "@/charts";
import type { TickUnit } from "@/charts";
import type { Ms, Window } from "@/core/instant";
import type { Formats } from "@/i18n";
import { useI18n } from "@/i18n";
import { areaOf } from "./geometry";
import type { Looks } from "./looks";
import { drawMoment } from "./drawMoment";
import css from "./TimelineSection.module.css";

export interface LanesProps {
  readonly viewport: Viewport;
  readonly lanes: readonly Lane[];
  readonly looks: Looks;
  readonly loaded: Window;
  readonly now: Ms;
  readonly selectedAt: Ms | null;
}

/** Below the last lane, in units. */
const FOOT = 6;

function labelOf(f: Formats, at: Ms, unit: TickUnit): string {
  switch (unit) {
    case "millisecond":
      return f.timeMillis(at);
    case "second":
      return f.timeSeconds(at);
    case "minute":
      return f.time(at);
    case "day":
      return f.dayLabel(at);
  }
}

export function Lanes({ viewport, lanes, looks, loaded, now, selectedAt }: LanesProps) {
  const { t, f } = useI18n();
  const height = heightOfLanes(lanes) + FOOT;
  const draw = useCallback(
    (brush: Brush) => {
      const { context, size, window, fills, texts } = brush;
      const { palette } = looks;
      const scale = { window, ...areaOf(size.width, size.unit) };
      const view = { scale, zone: f.zone, palette, texts, unit: size.unit };
      drawGrid(context, view, size.height);
      context.clearRect(0, 0, size.width, (lanes[0]?.top ?? 0) * size.unit - 4 * size.unit);
      drawAxis(context, { ...view, label: (at, unit) => labelOf(f, at, unit), dayLabel: f.dayLabel });
      for (const lane of lanes) {
        drawLane(context, lane, { scale, now, loaded, palette, fills, texts, unit: size.unit });
      }
      drawMoment(brush, now, palette.accent, { handle: 38 });
      if (selectedAt !== null) {
        drawMoment(brush, selectedAt, palette.text, { handle: 38, dashed: true });
      }
    },
    [lanes, looks, loaded, now, selectedAt, f],
  );
  return (
    <div className={css.lanes}>
      <ChartCanvas viewport={viewport} draw={draw} height={height / 16} />
      <div className={css.names} aria-hidden="true">
        {lanes.map(({ id, top, bottom }) => (
          <span
            key={id}
            className={css.name}
            style={{ top: `${top / 16}rem`, height: `${(bottom - top) / 16}rem` }}
            title={t.known("timeline.track", id) ?? undefined}
          >
            {t.known("timeline.track", id) ?? id}
          </span>
        ))}
      </div>
    </div>
  );
}
