/** Textures painted once a density: what a look is filled with on a canvas. */

import type { Look, Pattern } from "./palette";

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
