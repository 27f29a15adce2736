/** The mark of a connection's health: a shape on a colour. The word always stands beside it, so it is decoration. */

import type { Health } from "@/core/health";
import css from "./HealthMark.module.css";
import { SHAPE_PATHS } from "./shapes";

const CHECK = "M4.6 12.6L6.9 10.3 10.3 13.7 17.4 6.4 19.6 8.7 10.3 18.3z";

const PATHS: Readonly<Record<Health, string>> = {
  down: SHAPE_PATHS.cross,
  flapping: SHAPE_PATHS.diamond,
  never: SHAPE_PATHS.question,
  notice: SHAPE_PATHS.triangle,
  paused: SHAPE_PATHS.pause,
  up: CHECK,
};

export interface HealthMarkProps {
  readonly health: Health;
  readonly size?: "medium" | "large";
}

export function HealthMark({ health, size = "medium" }: HealthMarkProps) {
  return (
    <span className={css.mark} data-health={health} data-size={size} aria-hidden="true">
      <svg viewBox="0 0 24 24" className={css.shape} focusable="false">
        <path d={PATHS[health]} fillRule="evenodd" />
      </svg>
    </span>
  );
}
