/**
 * The stretch of time that one or several charts show together, while a person moves it.
 *
 * Moving draws at once, without a render of the page: listeners are called with the next frame. When the hand
 * rests, the page hears of it once. What the page says meanwhile (a new window because time goes on) waits
 * until the hand rests.
 */

import type { Window } from "@/core/instant";
import type { ViewLimits } from "./scale";
import { fitInto } from "./scale";

/** Frames and time, given so that a test can hold them. */
export interface Rhythm {
  /** Call `run` with the next frame; the answer cancels it. */
  readonly frame: (run: () => void) => () => void;
  /** Call `run` after `ms`; the answer cancels it. */
  readonly after: (ms: number, run: () => void) => () => void;
}

/** How long a hand rests before its move is taken for done. */
export const REST_MS = 180;

const same = (a: Window, b: Window): boolean => a.from === b.from && a.to === b.to;

export class Viewport {
  private current: Window;
  private bounds: ViewLimits;
  private cancelFrame: (() => void) | null = null;
  private cancelRest: (() => void) | null = null;
  private held = false;
  private waiting: Window | null = null;
  private readonly listeners = new Set<() => void>();
  private readonly rhythm: Rhythm;
  private settle: (window: Window) => void = () => undefined;

  constructor(window: Window, bounds: ViewLimits, rhythm: Rhythm) {
    this.current = window;
    this.bounds = bounds;
    this.rhythm = rhythm;
  }

  get window(): Window {
    return this.current;
  }

  get limits(): ViewLimits {
    return this.bounds;
  }

  /** Is a hand on it, or has it only just let go? */
  get moving(): boolean {
    return this.held || this.cancelRest !== null;
  }

  setLimits(bounds: ViewLimits): void {
    this.bounds = bounds;
  }

  /** Who hears of a move once the hand rests. */
  onSettle(settle: (window: Window) => void): void {
    this.settle = settle;
  }

  /** Hear, at most once a frame, that there is something new to draw. */
  onDraw(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
    };
  }

  /** The page's window; while a hand moves the view it waits. */
  show(window: Window): void {
    if (this.moving) {
      this.waiting = window;
      return;
    }
    if (!same(window, this.current)) {
      this.current = window;
      this.draw();
    }
  }

  /** Keep the view until `release`: a pointer is down. */
  hold(): void {
    this.held = true;
  }

  release(): void {
    this.held = false;
    if (this.cancelRest === null) {
      this.adopt();
    }
  }

  /** A person moved the view. */
  move(window: Window): void {
    const fitted = fitInto(window, this.bounds);
    if (same(fitted, this.current)) {
      return;
    }
    this.current = fitted;
    this.waiting = null;
    this.draw();
    this.cancelRest?.();
    this.cancelRest = this.rhythm.after(REST_MS, () => {
      this.rest();
    });
  }

  /** Something that is drawn changed, though not the window. */
  draw(): void {
    this.cancelFrame ??= this.rhythm.frame(() => {
      this.cancelFrame = null;
      for (const listener of [...this.listeners]) {
        listener();
      }
    });
  }

  dispose(): void {
    this.cancelFrame?.();
    this.cancelRest?.();
    this.cancelFrame = null;
    this.cancelRest = null;
  }

  private rest(): void {
    if (this.held) {
      this.cancelRest = this.rhythm.after(REST_MS, () => {
        this.rest();
      });
      return;
    }
    this.cancelRest = null;
    this.waiting = null;
    this.settle(this.current);
  }

  private adopt(): void {
    const { waiting } = this;
    this.waiting = null;
    if (waiting !== null) {
      this.show(waiting);
    }
  }
}

/** Frames and timers of the browser. */
export const BROWSER_RHYTHM: Rhythm = {
  frame: (run) => {
    const id = requestAnimationFrame(run);
    return () => {
      cancelAnimationFrame(id);
    };
  },
  after: (ms, run) => {
    const id = setTimeout(run, ms);
    return () => {
      clearTimeout(id);
    };
  },
};
