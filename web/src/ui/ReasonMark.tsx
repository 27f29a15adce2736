/** The mark of a reason or of a class of time: its glyph on its colour, and the word beside it where it is given. */

import { memo } from "react";
import type { ReactNode } from "react";

import type { Glyph, TimeClass } from "@/core/reason";
import { glyphOfClass, reasonColor, reasonInk, tokenOfClass } from "@/core/reason";
import type { Shape } from "@/core/state";
import { SHAPE_PATHS } from "./shapes";
import css from "./ReasonMark.module.css";

type MarkSize = "small" | "medium" | "large";

interface MarkProps {
  readonly color: string;
  readonly ink: string;
  readonly glyph: Glyph;
  /** Drawn over the colour: broad stripes for what nobody explained, a hatch for what nobody knows. */
  readonly texture: "plain" | "stripes" | "hatch";
  readonly size: MarkSize;
  readonly children?: ReactNode;
}

function Mark({ color, ink, glyph, texture, size, children }: MarkProps) {
  const mark = (
    <span
      className={css.mark}
      data-size={size}
      data-texture={texture}
      style={{ "--mark": color, "--mark-ink": ink }}
      aria-hidden="true"
    >
      <svg viewBox="0 0 24 24" className={css.shape} focusable="false">
        <path d={SHAPE_PATHS[glyph]} fillRule="evenodd" />
      </svg>
    </span>
  );
  return children === undefined ? (
    mark
  ) : (
    <span className={css.label}>
      {mark}
      <span className={css.word}>{children}</span>
    </span>
  );
}

export interface ReasonMarkProps {
  /** Colour token of the reason, `reason-1` … `reason-12`; null = no reason yet, which stands out. */
  readonly color: string | null;
  /** Shape of the reason; not read where there is no reason. */
  readonly shape: Shape;
  readonly size?: MarkSize;
  /** The word of the reason. Without it the mark is decoration, and the word must stand beside it. */
  readonly children?: ReactNode;
}

export const ReasonMark = memo(function ReasonMark({ color, shape, size = "medium", children }: ReasonMarkProps) {
  return (
    <Mark
      color={reasonColor(color)}
      ink={reasonInk(color)}
      glyph={color === null ? "question" : shape}
      texture={color === null ? "stripes" : "plain"}
      size={size}
    >
      {children}
    </Mark>
  );
});

export interface ClassMarkProps {
  readonly timeClass: TimeClass;
  readonly size?: MarkSize;
  readonly children?: ReactNode;
}

const TEXTURES: Readonly<Partial<Record<TimeClass, MarkProps["texture"]>>> = {
  unexplained: "stripes",
  no_data: "hatch",
  dark: "hatch",
};

export const ClassMark = memo(function ClassMark({ timeClass, size = "medium", children }: ClassMarkProps) {
  const token = tokenOfClass(timeClass);
  return (
    <Mark
      color={`var(--${token})`}
      ink={`var(--${token}-ink)`}
      glyph={glyphOfClass(timeClass)}
      texture={TEXTURES[timeClass] ?? "plain"}
      size={size}
    >
      {children}
    </Mark>
  );
});
