/** Colours of the style sheet as a canvas needs them, and tiles that tell the states apart without colour. */

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
      shape: glyphOfClass(timeClass),
      prominent: timeClass === "unexplained",
    };
  }

  dispose(): void {
    this.probe.remove();
  }
}

/** Side of a tile in CSS pixels. */
export const TILE = 8;

type Stroke = readonly [x0: number, y0: number, x1: number, y1: number];

const RISING: readonly Stroke[] = [
  [-1, 9, 9, -1],
  [-1, 1, 1, -1],
  [7, 9, 9, 7],
];

/** Strokes on the tile; those that leave it come in again on the other side. */
const STROKES: Readonly<Record<Exclude<Pattern, "plain" | "dots" | "chequer">, readonly Stroke[]>> = {
  bars: [[2, 0, 2, 8]],
  level: [
    [0, 2, 8, 2],
    [0, 6, 8, 6],
  ],
  rising: RISING,
  hazard: RISING,
  falling: [
    [-1, -1, 9, 9],
    [-1, 7, 1, 9],
    [7, -1, 9, 1],
  ],
  cross: [
    [-1, 9, 9, -1],
    [-1, -1, 9, 9],
    [-1, 1, 1, -1],
    [7, 9, 9, 7],
    [-1, 7, 1, 9],
    [7, -1, 9, 1],
  ],
};

/** How strongly a texture shows on its colour. */
const STRENGTH: Readonly<Record<Pattern, number>> = {
  plain: 0,
  hazard: 1,
  bars: 0.4,
  dots: 0.38,
  rising: 0.34,
  chequer: 0.3,
  level: 0.3,
  falling: 1,
  cross: 0.9,
};

function texture(context: CanvasRenderingContext2D, pattern: Exclude<Pattern, "plain">): void {
  if (pattern === "dots") {
    for (const [x, y] of [
      [2, 2],
      [6, 6],
    ] as const) {
      context.beginPath();
      context.arc(x, y, 0.9, 0, 2 * Math.PI);
      context.fill();
    }
    return;
  }
  if (pattern === "chequer") {
    context.fillRect(0, 0, TILE / 2, TILE / 2);
    context.fillRect(TILE / 2, TILE / 2, TILE / 2, TILE / 2);
    return;
  }
  context.beginPath();
  for (const [x0, y0, x1, y1] of STROKES[pattern]) {
    context.moveTo(x0, y0);
    context.lineTo(x1, y1);
  }
  context.stroke();
}

type Painted = Pick<Look, "fill" | "ink" | "pattern">;

/** A tile and where it was moved to last. */
interface Tile {
  readonly fill: CanvasPattern | string;
  offset: number;
}

/** Fills of looks for one canvas density; tiles are painted once. */
export class Fills {
  private readonly tiles = new Map<string, Tile>();
  private readonly byLook = new WeakMap<Painted, Tile>();
  private readonly density: number;

  /** `density`: device pixels per CSS pixel. */
  constructor(density: number) {
    this.density = density;
  }

  /**
   * What to fill with: the plain colour, or its tile moved by `shift` CSS pixels, so that a texture stays
   * with the time it covers while the view moves. Asked for each run, so it is quick for a look it knows.
   */
  of(look: Painted, shift = 0): CanvasPattern | string {
    let tile = this.byLook.get(look);
    if (tile === undefined) {
      tile = this.tileOf(look);
      this.byLook.set(look, tile);
    }
    if (typeof tile.fill !== "string") {
      const offset = ((shift % TILE) + TILE) % TILE;
      if (offset !== tile.offset) {
        tile.offset = offset;
        tile.fill.setTransform(new DOMMatrix([1 / this.density, 0, 0, 1 / this.density, offset, 0]));
      }
    }
    return tile.fill;
  }

  private tileOf({ fill, ink, pattern }: Painted): Tile {
    const key = `${fill} ${ink} ${pattern}`;
    let tile = this.tiles.get(key);
    if (tile === undefined) {
      tile = { fill: pattern === "plain" ? fill : (this.paint(fill, ink, pattern) ?? fill), offset: Number.NaN };
      this.tiles.set(key, tile);
    }
    return tile;
  }

  private paint(fill: string, ink: string, pattern: Exclude<Pattern, "plain">): CanvasPattern | null {
    const canvas = document.createElement("canvas");
    const size = Math.max(1, Math.round(TILE * this.density));
    canvas.width = size;
    canvas.height = size;
    const context = canvas.getContext("2d");
    if (context === null) {
      return null;
    }
    context.scale(size / TILE, size / TILE);
    context.fillStyle = fill;
    context.fillRect(0, 0, TILE, TILE);
    context.globalAlpha = STRENGTH[pattern];
    context.fillStyle = ink;
    context.strokeStyle = ink;
    context.lineWidth = pattern === "hazard" ? 2.6 : 1;
    texture(context, pattern);
    return context.createPattern(canvas, "repeat");
  }
}
