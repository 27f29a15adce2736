/** Text on a canvas that fits its place or is shortened; measured once for each text. */

const ELLIPSIS = "…";

export class Texts {
  private readonly widths = new Map<string, number>();
  private readonly context: CanvasRenderingContext2D;

  /** `context` measures with the font it has. */
  constructor(context: CanvasRenderingContext2D) {
    this.context = context;
  }

  width(text: string): number {
    const key = `${this.context.font} ${text}`;
    let width = this.widths.get(key);
    if (width === undefined) {
      width = this.context.measureText(text).width;
      this.widths.set(key, width);
    }
    return width;
  }

  /** The text, shortened at its end until it fits into `room` pixels; empty when three letters do not. */
  fit(text: string, room: number): string {
    if (this.width(text) <= room) {
      return text;
    }
    let [low, high] = [0, text.length];
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if (this.width(text.slice(0, middle).trimEnd() + ELLIPSIS) <= room) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low < 3 ? "" : text.slice(0, low).trimEnd() + ELLIPSIS;
  }
}
