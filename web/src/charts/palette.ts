/** Colours of the style sheet as a canvas needs them, and which texture tells what apart without colour. */

import type { Glyph, TimeClass } from "@/core/reason";
import { glyphOfClass, reasonColor, reasonInk, tokenOfClass } from "@/core/reason";
import type { BaseState, Shape } from "@/core/state";
import { colorVar, tokenOfBase } from "@/core/state";

/** How something is painted. */
export interface Look {
  readonly fill: string;
  /** Colour of text and shapes on the fill. */
  readonly ink: string;
  readonly pattern: Pattern;
  readonly shape: Glyph | null;
  /** A shared pixel column must show it (an alarm). */
  readonly prominent: boolean;
}

/** Textures on top of the colour, one for each base state, so that colour is never alone; `hazard` for what insists. */
export type Pattern = "plain" | "hazard" | "bars" | "dots" | "rising" | "chequer" | "level" | "falling" | "cross";

const PATTERN_OF_BASE: Readonly<Record<BaseState, Pattern>> = {
  running: "plain",
  paused: "bars",
  idle: "dots",
  manual: "rising",
  alarm: "chequer",
  off: "level",
  no_data: "falling",
};

const PATTERN_OF_CLASS: Readonly<Record<TimeClass, Pattern>> = {
  production: "plain",
  setup: "rising",
  micro: "dots",
  delay: "bars",
  failure: "chequer",
  unexplained: "hazard",
  planned: "level",
  preventive: "cross",
  not_scheduled: "plain",
  extra: "bars",
  no_data: "falling",
  dark: "falling",
};

/** What fills most of a line and asks nobody for anything: a glyph on it would be noise. */
const CALM: ReadonlySet<TimeClass> = new Set(["production", "not_scheduled", "no_data", "dark"]);

/** Reasons of one colour differ by their shapes, and so by texture. */
const PATTERN_OF_SHAPE: Readonly<Record<Shape, Pattern>> = {
  play: "plain",
  pause: "bars",
  circle: "dots",
  hand: "rising",
  triangle: "chequer",
  power: "level",
  cross: "cross",
  square: "plain",
  diamond: "rising",
  star: "dots",
};

export function patternOfBase(base: BaseState): Pattern {
  return PATTERN_OF_BASE[base];
}

/** Everything besides the states. */
export interface Palette {
  readonly panel: string;
  readonly sunken: string;
  readonly line: string;
  readonly lineStrong: string;
  readonly text: string;
  readonly muted: string;
  readonly accent: string;
  readonly danger: string;
  readonly warning: string;
  readonly hatch: string;
  readonly good: string;
  readonly font: string;
}

/** Reads CSS values as the page resolves them now. */
export class Paints {
  private readonly probe: HTMLElement;
  /** The colour scheme whose values these are. */
  readonly scheme: string;

  constructor(scheme: string) {
    this.scheme = scheme;
    this.probe = document.createElement("span");
    this.probe.hidden = true;
    document.body.append(this.probe);
  }

  /** A colour that any CSS expression stands for. */
  color(expression: string): string {
    this.probe.style.color = expression;
    return getComputedStyle(this.probe).color;
  }

  palette(): Palette {
    const token = (name: string): string => this.color(`var(--${name})`);
    return {
      panel: token("surface-panel"),
      sunken: token("surface-sunken"),
      line: token("line"),
      lineStrong: token("line-strong"),
      text: token("text"),
      muted: token("text-muted"),
      accent: token("accent"),
      danger: token("danger"),
      warning: token("warning"),
      hatch: token("state-no-data-line"),
      good: token("good"),
      font: getComputedStyle(document.body).fontFamily,
    };
  }

  /** The look of a state with the colour and shape that the plant chose. */
  state(color: string, base: BaseState, shape: Shape): Look {
    return {
      fill: this.color(colorVar(color, base)),
      ink: this.color(base === "no_data" ? "var(--state-no-data-line)" : `var(--${tokenOfBase(base)}-ink)`),
      pattern: PATTERN_OF_BASE[base],
      shape,
      prominent: base === "alarm",
    };
  }

  /** The look of a reason with the colour and shape that the plant chose. */
  reason(color: string, shape: Shape): Look {
    return {
      fill: this.color(reasonColor(color)),
      ink: this.color(reasonInk(color)),
      pattern: PATTERN_OF_SHAPE[shape],
      shape,
      prominent: false,
    };
  }

  /** The look of a class of time; what nobody explained is never hidden by its neighbours. */
  timeClass(timeClass: TimeClass): Look {
    const token = tokenOfClass(timeClass);
    const absent = timeClass === "no_data" || timeClass === "dark";
    return {
      fill: this.color(`var(--${token})`),
      ink: this.color(absent ? "var(--state-no-data-line)" : `var(--${token}-ink)`),
      pattern: PATTERN_OF_CLASS[timeClass],
      shape: CALM.has(timeClass) ? null : glyphOfClass(timeClass),
      prominent: timeClass === "unexplained",
    };
  }

  dispose(): void {
    this.probe.remove();
  }
}
