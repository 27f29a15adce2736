/** The mark of a state: its shape on its colour. The word always stands beside it, so it is decoration. */

import { memo } from "react";

import type { BaseState, Shape } from "@/core/state";
import { colorVar, tokenOfBase } from "@/core/state";
import { SHAPE_PATHS } from "./shapes";
import css from "./StateMark.module.css";

export interface StateMarkProps {
  readonly base: BaseState;
  readonly shape: Shape;
  /** Name of the colour token the plant chose for the state, e.g. `state-running`. */
  readonly color: string;
  readonly size?: "small" | "medium" | "large" | "fill";
}

export const StateMark = memo(function StateMark({ base, shape, color, size = "medium" }: StateMarkProps) {
  return (
    <span
      className={css.mark}
      data-size={size}
      data-base={base}
      style={{ "--mark": colorVar(color, base), "--mark-ink": `var(--${tokenOfBase(base)}-ink)` }}
      aria-hidden="true"
    >
      <svg viewBox="0 0 24 24" className={css.shape} focusable="false">
        <path d={SHAPE_PATHS[shape]} fillRule="evenodd" />
      </svg>
    </span>
  );
});
