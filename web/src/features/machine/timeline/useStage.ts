/** Hands and keys on the timeline: what is under the pointer, what is being chosen, where the walk along changes is. */

import { useEffect, useRef, useState } from "react";
import type { RefObject } from "react";

import type { Lane, Spot, Viewport } from "@/charts";
import { AXIS_HEIGHT, Gestures, atOf, bringIntoView, neighbourStart, xOf } from "@/charts";
import type { Ms } from "@/core/instant";
import type { Area } from "./geometry";
import { areaOf, unitNow } from "./geometry";

/** Where the pointer or the walk is: its moment and its height on the chart. */
export interface Pointed {
  readonly at: Ms;
  readonly x: number;
  readonly y: number;
  /** Reached with the keys: then it is also told to those who only hear. */
  readonly walked: boolean;
  /** Where time lay on the chart then, and pixels of a unit. */
  readonly area: Area;
  readonly unit: number;
}

export interface Stage {
  readonly ref: RefObject<HTMLDivElement | null>;
  readonly pointed: Pointed | null;
  readonly brush: { readonly left: number; readonly width: number } | null;
}

export interface StageActions {
  readonly lanes: readonly Lane[];
  readonly now: Ms;
  /** A moment was chosen: by pointing, then with where; with the keys, then without. */
  readonly onPick: (at: Ms, where: Pointed | null) => void;
  readonly onFit: () => void;
}

export function useStage(viewport: Viewport, actions: StageActions): Stage {
  const ref = useRef<HTMLDivElement>(null);
  const latest = useRef(actions);
  const [pointed, setPointed] = useState<Pointed | null>(null);
  const [brush, setBrush] = useState<Stage["brush"]>(null);

  useEffect(() => {
    latest.current = actions;
  }, [actions]);

  useEffect(() => {
    const element = ref.current;
    if (element === null) {
      return undefined;
    }
    let walk: Ms | null = null;
    const area = (): Area => areaOf(element.clientWidth, unitNow());
    const scale = () => ({ window: viewport.window, ...area() });
    const here = (spot: Spot) => ({ ...spot, at: atOf(spot.x, scale()), area: area(), unit: unitNow() });
    const inArea = ({ x }: Spot): boolean => x >= area().left && x <= area().left + area().width;
    const gestures = new Gestures({
      element,
      viewport,
      area,
      wheel: "zoom",
      brushes: ({ y }) => y < AXIS_HEIGHT * unitNow(),
      onHover: (spot) => {
        walk = null;
        setPointed(spot === null || !inArea(spot) ? null : { ...here(spot), walked: false });
      },
      onBrush: (box) => {
        const { left, width } = area();
        const clamp = (x: number): number => Math.min(left + width, Math.max(left, x));
        const [x0, x1] = box === null ? [0, 0] : [clamp(Math.min(box.x0, box.x1)), clamp(Math.max(box.x0, box.x1))];
        setBrush(box === null ? null : { left: x0, width: x1 - x0 });
      },
      onPick: (spot) => {
        const at = atOf(spot.x, scale());
        if (inArea(spot) && at <= latest.current.now) {
          latest.current.onPick(at, { ...here(spot), walked: false });
        }
      },
      onFit: () => {
        latest.current.onFit();
      },
      onStep: (direction) => {
        const lane = latest.current.lanes.find(({ id }) => id === "state");
        const spans = lane?.lines[0];
        const { window } = viewport;
        const from = walk ?? (direction > 0 ? window.from : window.to);
        const next = spans === undefined ? null : neighbourStart(spans, from, direction);
        if (lane === undefined || next === null || next > latest.current.now) {
          return;
        }
        walk = next;
        bringIntoView(viewport, next);
        const y = ((lane.top + lane.bottom) / 2) * unitNow();
        setPointed({ ...here({ x: xOf(next, scale()), y }), at: next, walked: true });
      },
      onEnter: () => {
        const { window } = viewport;
        latest.current.onPick(Math.min(latest.current.now, walk ?? (window.from + window.to) / 2), null);
      },
    });
    // What is under the pointer changes when the picture moves beneath it.
    const moved = viewport.onDraw(() => {
      if (viewport.moving && walk === null) {
        setPointed(null);
      }
    });
    return () => {
      gestures.dispose();
      moved();
    };
  }, [viewport]);

  return { ref, pointed, brush };
}
