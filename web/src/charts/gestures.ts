/**
 * What hands and keys do to a chart.
 *
 * Drag moves, the wheel zooms about the pointer (or scrolls, where the chart is a list), two fingers pinch,
 * a drag with Shift or on the axis chooses a stretch, a click picks, a double click shows the whole.
 * Keys: ← → move, + − zoom, 0 shows the whole, Shift with an arrow walks from change to change, Enter picks.
 */

import type { Ms } from "@/core/instant";
import type { Scale } from "./scale";
import { atOf, brushed, lengthOf, msPerPixel, panBy, pinched, wheelFactor, xOf, zoomAt } from "./scale";
import type { Viewport } from "./viewport";

/** A place on the chart in pixels of its element. */
export interface Spot {
  readonly x: number;
  readonly y: number;
}

export interface GestureTarget {
  readonly element: HTMLElement;
  readonly viewport: Viewport;
  /** Where time lies on the element now: its left edge and width in pixels. */
  readonly area: () => { left: number; width: number };
  /** Does a drag that begins here choose a stretch (on the axis)? */
  readonly brushes: (spot: Spot) => boolean;
  /** `zoom`: the bare wheel zooms. `scroll`: it scrolls the list, and zooms only with Ctrl. */
  readonly wheel: "zoom" | "scroll";
  readonly onHover: (spot: Spot | null) => void;
  readonly onBrush: (box: { x0: number; x1: number } | null) => void;
  readonly onPick: (spot: Spot) => void;
  readonly onFit: () => void;
  /** Walk to the change before or after; where it lies, or null to stay. */
  readonly onStep: (direction: -1 | 1) => void;
  readonly onEnter: () => void;
}

/** A hand trembles: a shorter drag is a click. */
const TREMOR = 4;
/** A wheel that turned elsewhere within this time still means the page. */
const WHEEL_PAUSE_MS = 250;
const PAN_STEP = 0.1;
const ZOOM_STEP = 0.7;

type Action = "none" | "pan" | "brush" | "pinch";

interface Pointer {
  readonly start: Spot;
  now: Spot;
}

export class Gestures {
  private readonly target: GestureTarget;
  private readonly pointers = new Map<number, Pointer>();
  private action: Action = "none";
  private base: Scale | null = null;
  private moved = false;
  /** When the wheel last turned over something else. */
  private wheelElsewhere = Number.NEGATIVE_INFINITY;
  private readonly off: (() => void)[] = [];

  constructor(target: GestureTarget) {
    this.target = target;
    const { element } = target;
    const on = <K extends keyof HTMLElementEventMap>(name: K, run: (event: HTMLElementEventMap[K]) => void): void => {
      element.addEventListener(name, run, { passive: false });
      this.off.push(() => {
        element.removeEventListener(name, run);
      });
    };
    on("pointerdown", (event) => {
      this.down(event);
    });
    on("pointermove", (event) => {
      this.moveTo(event);
    });
    on("pointerup", (event) => {
      this.up(event);
    });
    on("pointercancel", (event) => {
      this.cancel(event);
    });
    on("pointerleave", () => {
      if (this.pointers.size === 0) {
        target.onHover(null);
      }
    });
    on("dblclick", (event) => {
      if (isStage(event)) {
        target.onFit();
      }
    });
    on("wheel", (event) => {
      this.wheel(event);
    });
    on("keydown", (event) => {
      this.key(event);
    });
    const elsewhere = (event: WheelEvent): void => {
      if (!(event.target instanceof Node && element.contains(event.target))) {
        this.wheelElsewhere = event.timeStamp;
      }
    };
    window.addEventListener("wheel", elsewhere, { passive: true });
    this.off.push(() => {
      window.removeEventListener("wheel", elsewhere);
    });
  }

  dispose(): void {
    for (const off of this.off.splice(0)) {
      off();
    }
  }

  private scale(): Scale {
    return { window: this.target.viewport.window, ...this.target.area() };
  }

  private spot(event: MouseEvent): Spot {
    const box = this.target.element.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  }

  private down(event: PointerEvent): void {
    if (event.button !== 0 || !isStage(event)) {
      return;
    }
    const spot = this.spot(event);
    this.pointers.set(event.pointerId, { start: spot, now: spot });
    this.target.viewport.hold();
    this.begin(event.shiftKey || this.target.brushes(spot));
  }

  /** A finger came or went: what is done from here on is measured from here. */
  private begin(brush: boolean): void {
    this.base = this.scale();
    for (const [id, { now }] of this.pointers) {
      this.pointers.set(id, { start: now, now });
    }
    if (this.pointers.size >= 2) {
      this.action = "pinch";
      this.moved = true;
      this.target.onBrush(null);
    } else {
      this.action = brush ? "brush" : "pan";
      this.moved = false;
    }
  }

  private moveTo(event: PointerEvent): void {
    const spot = this.spot(event);
    const pointer = this.pointers.get(event.pointerId);
    if (pointer === undefined) {
      this.target.onHover(isStage(event) ? spot : null);
      return;
    }
    pointer.now = spot;
    if (!this.moved && Math.abs(spot.x - pointer.start.x) < TREMOR) {
      return;
    }
    if (!this.moved) {
      this.moved = true;
      this.target.onHover(null);
      // Only now: a mere click must stay a click of whatever lies under it.
      this.target.element.setPointerCapture(event.pointerId);
    }
    this.drag(pointer);
  }

  private drag(pointer: Pointer): void {
    const { base, target } = this;
    if (base === null) {
      return;
    }
    const { viewport } = target;
    if (this.action === "pinch") {
      const [one, other] = [...this.pointers.values()].toSorted((a, b) => a.start.x - b.start.x);
      if (one !== undefined && other !== undefined) {
        const pinch = { start: [one.start.x, other.start.x], now: [one.now.x, other.now.x] } as const;
        viewport.move(pinched(base, pinch, viewport.limits));
      }
    } else if (this.action === "brush") {
      target.onBrush({ x0: pointer.start.x, x1: pointer.now.x });
    } else {
      const ms = (pointer.start.x - pointer.now.x) * msPerPixel(base);
      viewport.move(panBy(base.window, ms, viewport.limits));
    }
  }

  private up(event: PointerEvent): void {
    const pointer = this.pointers.get(event.pointerId);
    if (pointer === undefined) {
      return;
    }
    this.pointers.delete(event.pointerId);
    const { target, base } = this;
    if (this.pointers.size > 0) {
      this.begin(false);
      this.moved = true; // what is left of a pinch is no click
      return;
    }
    if (this.action === "brush" && this.moved && base !== null) {
      target.onBrush(null);
      target.viewport.move(brushed(base, pointer.start.x, pointer.now.x, target.viewport.limits));
    }
    const clicked = !this.moved;
    this.finish();
    if (clicked) {
      target.onPick(pointer.now);
    }
  }

  private cancel(event: PointerEvent): void {
    if (this.pointers.delete(event.pointerId) && this.pointers.size === 0) {
      this.target.onBrush(null);
      this.finish();
    }
  }

  private finish(): void {
    this.action = "none";
    this.base = null;
    this.target.viewport.release();
  }

  private wheel(event: WheelEvent): void {
    const { target } = this;
    const { viewport } = target;
    if (!isStage(event)) {
      return;
    }
    const page = event.timeStamp - this.wheelElsewhere < WHEEL_PAUSE_MS;
    const sideways = event.shiftKey ? event.deltaY + event.deltaX : event.deltaX;
    const scale = this.scale();
    if (Math.abs(event.deltaX) > Math.abs(event.deltaY) || event.shiftKey) {
      event.preventDefault();
      viewport.move(panBy(scale.window, pixels(event, sideways) * msPerPixel(scale), viewport.limits));
      return;
    }
    const zooms = event.ctrlKey || (target.wheel === "zoom" && !page);
    if (!zooms) {
      this.wheelElsewhere = target.wheel === "zoom" ? event.timeStamp : this.wheelElsewhere;
      return;
    }
    event.preventDefault();
    const factor = wheelFactor(pixels(event, event.deltaY));
    viewport.move(zoomAt(scale.window, factor, atOf(this.spot(event).x, scale), viewport.limits));
  }

  private key(event: KeyboardEvent): void {
    if (event.target !== this.target.element || event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    const { viewport } = this.target;
    const { window, limits } = viewport;
    const zoom = (factor: number): void => {
      viewport.move(zoomAt(window, factor, (window.from + window.to) / 2, limits));
    };
    const arrow = (direction: -1 | 1): void => {
      if (event.shiftKey) {
        this.target.onStep(direction);
      } else {
        viewport.move(panBy(window, direction * PAN_STEP * lengthOf(window), limits));
      }
    };
    const keys: Readonly<Record<string, () => void>> = {
      ArrowLeft: () => {
        arrow(-1);
      },
      ArrowRight: () => {
        arrow(1);
      },
      "+": () => {
        zoom(ZOOM_STEP);
      },
      "=": () => {
        zoom(ZOOM_STEP);
      },
      "-": () => {
        zoom(1 / ZOOM_STEP);
      },
      _: () => {
        zoom(1 / ZOOM_STEP);
      },
      "0": () => {
        this.target.onFit();
      },
      Enter: () => {
        this.target.onEnter();
      },
      Escape: () => {
        this.target.onHover(null);
      },
    };
    const run = Object.hasOwn(keys, event.key) ? keys[event.key] : undefined;
    if (run !== undefined) {
      event.preventDefault();
      run();
    }
  }
}

/** Buttons and links on a chart keep their own meaning. */
function isStage(event: Event): boolean {
  return !(event.target instanceof Element && event.target.closest("button, a, input, label, [data-own]") !== null);
}

/** Pixels of a turn of the wheel; some browsers count lines or pages. */
function pixels(event: WheelEvent, delta: number): number {
  const factor =
    event.deltaMode === WheelEvent.DOM_DELTA_PIXEL ? 1 : event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 33 : 400;
  return delta * factor;
}

/** Keep an instant in sight: the window moved by as much as is needed, or the same. */
export function bringIntoView(viewport: Viewport, at: Ms): void {
  const { window, limits } = viewport;
  const x = xOf(at, { window, left: 0, width: 1 });
  if (x < 0 || x > 1) {
    viewport.move(panBy(window, at - (window.from + window.to) / 2, limits));
  }
}
