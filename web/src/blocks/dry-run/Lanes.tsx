/** The time of one machine as it is and as it would be, one line under the other. */

import { useCallback, useMemo } from "react";

import { useStates } from "@/api";
import type { ChangedInterval } from "@/api/dry-runs";
import { useAccounts } from "@/api/figures";
import { useReasonTree } from "@/api/reasons";
import type { Brush, Lane, Look, Paints, Palette, TickUnit } from "@/charts";
import {
  AXIS_HEIGHT,
  ChartCanvas,
  drawAxis,
  drawLane,
  heightOfLanes,
  placeLanes,
  toColumns,
  usePaints,
  useViewport,
} from "@/charts";
import type { Ms, Window } from "@/core/instant";
import { MINUTE, parseInstant } from "@/core/instant";
import { isTimeClass } from "@/core/reason";
import { isShape } from "@/core/state";
import { describeError, useI18n } from "@/i18n";
import { Loading, Notice } from "@/ui/Notice";
import css from "./DryRun.module.css";
import type { Piece } from "./lanes";
import { kindOf, kindsOf, laid } from "./lanes";

const HEIGHT = 26;
const nowhere = (): void => undefined;

export interface LanesProps {
  readonly machine: string;
  readonly intervals: readonly ChangedInterval[];
  readonly window: Window;
  /** What is shown: states, or how the time counts. */
  readonly by: "state" | "count";
}

export function Lanes({ machine, intervals, window, by }: LanesProps) {
  const { t } = useI18n();
  const [account] = useAccounts([machine], window);
  const before = useMemo<readonly Piece[]>(
    () =>
      (account?.data?.stretches ?? []).map(({ start, end, state, reason, time_class }) => ({
        from: parseInstant(start),
        to: parseInstant(end),
        state,
        reason,
        time_class,
      })),
    [account?.data],
  );
  if (account?.error != null) {
    return <Notice tone="danger" title={t("dryRun.lanes.failed")} text={describeError(account.error, t)} />;
  }
  return account?.data === undefined ? (
    <Loading label={t("common.loading")} rows={2} height={26} />
  ) : (
    <Drawn before={before} intervals={intervals} window={window} by={by} />
  );
}

interface DrawnProps extends Omit<LanesProps, "machine"> {
  readonly before: readonly Piece[];
}

function Drawn({ before, intervals, window, by }: DrawnProps) {
  const { t, f } = useI18n();
  const after = useMemo(() => laid(before, intervals), [before, intervals]);
  const kinds = useMemo(() => kindsOf([...before, ...after], by), [before, after, by]);
  const { looks, palette } = useLooks(kinds, by);
  const limits = useMemo(() => ({ shortest: MINUTE, longest: window.to - window.from, latest: window.to }), [window]);
  const viewport = useViewport(window, limits, nowhere);
  const lanes = useMemo<readonly Lane[]>(() => {
    const numbers = new Map(kinds.map((kind, number) => [kind, number]));
    const spec = (id: string, pieces: readonly Piece[]) => ({
      id,
      lines: [
        toColumns(
          pieces.map((piece) => ({ start: piece.from, end: piece.to, kind: numbers.get(kindOf(piece, by)) ?? 0 })),
        ),
      ],
      looks,
      height: HEIGHT,
      join: true,
      counts: false,
      least: 1,
      text: () => "",
    });
    return placeLanes([spec("before", before), spec("after", after)], AXIS_HEIGHT);
  }, [before, after, kinds, looks, by]);
  const draw = useCallback(
    ({ context, size, window: shown, fills, texts }: Brush) => {
      const { unit } = size;
      const scale = { window: shown, left: 0, width: size.width };
      const label = (at: Ms, tick: TickUnit): string => (tick === "minute" ? f.time(at) : f.timeSeconds(at));
      drawAxis(context, { scale, zone: f.zone, palette, texts, unit, label, dayLabel: f.dayLabel });
      for (const lane of lanes) {
        drawLane(context, lane, { scale, now: shown.to, loaded: shown, palette, fills, texts, unit });
      }
    },
    [lanes, palette, f],
  );
  return (
    <div className={css.lanes}>
      <div className={css.names} aria-hidden="true">
        <span>{t("dryRun.before")}</span>
        <span>{t("dryRun.after")}</span>
      </div>
      <div role="img" aria-label={t("dryRun.lanes")}>
        <ChartCanvas viewport={viewport} draw={draw} height={(heightOfLanes(lanes) + 2) / 16} className={css.canvas} />
      </div>
    </div>
  );
}

/** How each kind looks: a state, a reason of the tree, or a class of time. */
function useLooks(kinds: readonly string[], by: "state" | "count"): { looks: readonly Look[]; palette: Palette } {
  const states = useStates();
  const reasons = useReasonTree().data?.reasons;
  const read = useCallback(
    (paints: Paints, palette: Palette) => ({
      palette,
      looks: kinds.map((kind) => {
        if (by === "state") {
          const { color, base, shape } = states.get(kind);
          return paints.state(color, base, shape);
        }
        const [code, timeClass = ""] = kind.split("@");
        const reason = reasons?.find((one) => one.code === code);
        return reason === undefined
          ? paints.timeClass(isTimeClass(timeClass) ? timeClass : "no_data")
          : paints.reason(reason.color, isShape(reason.shape) ? reason.shape : "circle");
      }),
    }),
    [kinds, by, states, reasons],
  );
  return usePaints(read);
}
