/** A view that is moved by hands, wheels, fingers and keys, and that waits for the hand to rest. */

import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { DAY, HOUR, SECOND } from "@/core/instant";
import type { Window } from "@/core/instant";
import { HandTimers } from "@/test/app";
import type { GestureTarget } from "./gestures";
import { Gestures, bringIntoView } from "./gestures";
import { REST_MS, Viewport } from "./viewport";

const NOON = Date.UTC(2026, 10, 23, 12);
const DAY_WINDOW: Window = { from: NOON, to: NOON + 10 * HOUR };
const LIMITS = { shortest: 10 * SECOND, longest: 31 * DAY, latest: NOON + 24 * HOUR };
const FRAME = 16;

function viewport() {
  const timers = new HandTimers();
  const view = new Viewport(DAY_WINDOW, LIMITS, { frame: (run) => timers.after(FRAME, run), after: timers.after });
  const settled: Window[] = [];
  let drawn = 0;
  view.onSettle((window) => settled.push(window));
  view.onDraw(() => {
    drawn += 1;
  });
  return { view, timers, settled, drawn: () => drawn };
}

const later = (hours: number): Window => ({ from: NOON + hours * HOUR, to: NOON + (10 + hours) * HOUR });

describe("a viewport", () => {
  it("draws once a frame, however often it is moved", () => {
    const { view, timers, drawn } = viewport();
    view.move(later(-1));
    view.move(later(-2));
    expect(drawn()).toBe(0);
    timers.pass(FRAME);
    expect(drawn()).toBe(1);
    expect(view.window).toEqual(later(-2));
  });

  it("tells the page once, when the hand rests", () => {
    const { view, timers, settled } = viewport();
    view.move(later(-1));
    timers.pass(REST_MS - 1);
    view.move(later(-2));
    timers.pass(REST_MS - 1);
    expect(settled).toEqual([]);
    timers.pass(1);
    expect(settled).toEqual([later(-2)]);
    expect(view.moving).toBe(false);
  });

  it("does not tell while a pointer is down", () => {
    const { view, timers, settled } = viewport();
    view.hold();
    view.move(later(-1));
    timers.pass(10 * REST_MS);
    expect(settled).toEqual([]);
    view.release();
    timers.pass(REST_MS);
    expect(settled).toEqual([later(-1)]);
  });

  it("does not jump away under the hand when time goes on; it follows when the hand only touched", () => {
    const { view, timers } = viewport();
    view.hold();
    view.show(later(1));
    expect(view.window).toEqual(DAY_WINDOW);
    view.release();
    expect(view.window).toEqual(later(1));
    view.hold();
    view.move(later(-3));
    view.show(later(2));
    view.release();
    timers.pass(REST_MS);
    expect(view.window).toEqual(later(-3));
  });

  it("keeps to its limits and is silent where nothing moves", () => {
    const { view, timers, settled } = viewport();
    view.move(later(99));
    expect(view.window.to).toBe(LIMITS.latest);
    timers.pass(REST_MS);
    view.move(later(99));
    timers.pass(REST_MS);
    expect(settled).toHaveLength(1);
  });

  it("is silent when it is gone", () => {
    const { view, timers, settled, drawn } = viewport();
    view.move(later(-1));
    view.dispose();
    timers.pass(1_000);
    expect([settled, drawn()]).toEqual([[], 0]);
  });

  it("brings an instant into view and leaves alone what is in view", () => {
    const { view } = viewport();
    bringIntoView(view, NOON + HOUR);
    expect(view.window).toEqual(DAY_WINDOW);
    bringIntoView(view, NOON - 5 * HOUR);
    expect(view.window).toEqual(later(-10));
  });
});

describe("gestures", () => {
  let element: HTMLElement;
  let gestures: Gestures | null = null;

  beforeEach(() => {
    element = document.createElement("div");
    element.tabIndex = 0;
    element.setPointerCapture = () => undefined;
    document.body.append(element);
  });

  afterEach(() => {
    gestures?.dispose();
    element.remove();
  });

  /** A chart of 1,000 pixels over ten hours: 100 pixels an hour. */
  function chart(given: Partial<GestureTarget> = {}) {
    const { view, timers } = viewport();
    const log: string[] = [];
    gestures = new Gestures({
      element,
      viewport: view,
      area: () => ({ left: 0, width: 1_000 }),
      brushes: ({ y }) => y < 40,
      wheel: "zoom",
      onHover: (spot) => log.push(spot === null ? "leave" : `hover ${spot.x}`),
      onBrush: (box) => log.push(box === null ? "no brush" : `brush ${box.x0}-${box.x1}`),
      onPick: ({ x, y }) => log.push(`pick ${x},${y}`),
      onFit: () => log.push("fit"),
      onStep: (direction) => log.push(`step ${direction}`),
      onEnter: () => log.push("enter"),
      ...given,
    });
    const pointer = (type: string, x: number, y: number, init: PointerEventInit = {}): void => {
      element.dispatchEvent(
        new PointerEvent(`pointer${type}`, { clientX: x, clientY: y, pointerId: 1, bubbles: true, ...init }),
      );
    };
    const wheel = (init: WheelEventInit): boolean =>
      element.dispatchEvent(new WheelEvent("wheel", { bubbles: true, cancelable: true, ...init }));
    const key = (name: string, shiftKey = false): void => {
      element.dispatchEvent(new KeyboardEvent("keydown", { key: name, shiftKey, bubbles: true, cancelable: true }));
    };
    const hours = (): number[] => [view.window.from, view.window.to].map((at) => (at - NOON) / HOUR);
    return { view, timers, log, pointer, wheel, key, hours };
  }

  it("drag to move", () => {
    const { pointer, hours, log } = chart();
    pointer("down", 500, 100);
    pointer("move", 650, 100);
    pointer("up", 650, 100);
    expect(hours()).toEqual([-1.5, 8.5]);
    expect(log).not.toContain("pick 650,100");
  });

  it("click to pick, with a trembling hand too", () => {
    const { pointer, hours, log } = chart();
    pointer("down", 500, 100);
    pointer("move", 502, 103);
    pointer("up", 502, 103);
    expect(log).toEqual(["pick 502,103"]);
    expect(hours()).toEqual([0, 10]);
  });

  it("choose a stretch on the axis or with Shift", () => {
    for (const [y, shiftKey] of [
      [10, false],
      [100, true],
    ] as const) {
      const { pointer, hours, log } = chart();
      pointer("down", 200, y, { shiftKey });
      pointer("move", 400, y, { shiftKey });
      expect(log).toContain("brush 200-400");
      pointer("up", 400, y, { shiftKey });
      expect(hours()).toEqual([2, 4]);
      expect(log.at(-1)).toBe("no brush");
      gestures?.dispose();
    }
  });

  it("pinch to zoom; what is left of it is no click", () => {
    const { pointer, hours, log } = chart();
    pointer("down", 400, 100, { pointerId: 1 });
    pointer("down", 600, 100, { pointerId: 2 });
    pointer("move", 300, 100, { pointerId: 1 });
    pointer("move", 700, 100, { pointerId: 2 });
    expect(hours()).toEqual([2.5, 7.5]);
    pointer("up", 700, 100, { pointerId: 2 });
    pointer("up", 300, 100, { pointerId: 1 });
    expect(log.filter((line) => line.startsWith("pick"))).toEqual([]);
  });

  it("turn the wheel to zoom about the pointer, sideways or with Shift to move", () => {
    const { wheel, hours } = chart();
    expect(wheel({ deltaY: -100, clientX: 0 })).toBe(false);
    expect(hours()[0]).toBe(0);
    expect(hours()[1]).toBeLessThan(8.5);
    const { wheel: other, hours: moved } = chart();
    other({ deltaX: 100 });
    expect(moved()).toEqual([1, 11]);
    other({ deltaY: -100, shiftKey: true });
    expect(moved()).toEqual([0, 10]);
  });

  it("leave the wheel to the page that is being scrolled, and to a list", () => {
    const { wheel, hours } = chart();
    window.dispatchEvent(new WheelEvent("wheel", { deltaY: 100 }));
    expect(wheel({ deltaY: 100 })).toBe(true);
    expect(hours()).toEqual([0, 10]);
    gestures?.dispose();
    const list = chart({ wheel: "scroll" });
    expect(list.wheel({ deltaY: 100 })).toBe(true);
    expect(list.hours()).toEqual([0, 10]);
    expect(list.wheel({ deltaY: 100, ctrlKey: true })).toBe(false);
    expect(list.hours()).not.toEqual([0, 10]);
  });

  it("show the whole with a double click or 0", () => {
    const { key, log } = chart();
    element.dispatchEvent(new MouseEvent("dblclick", { bubbles: true }));
    key("0");
    expect(log).toEqual(["fit", "fit"]);
  });

  it("move, zoom, walk and pick with the keys", () => {
    const { key, hours, log } = chart();
    key("ArrowLeft");
    expect(hours()).toEqual([-1, 9]);
    key("ArrowRight");
    key("+");
    expect(hours().map((hour) => Math.round(hour * 10) / 10)).toEqual([1.5, 8.5]);
    key("-");
    expect(hours().map((hour) => Math.round(hour * 10) / 10)).toEqual([0, 10]);
    key("ArrowRight", true);
    key("Enter");
    expect(log).toEqual(["step 1", "enter"]);
  });

  it("leave buttons on the chart alone", () => {
    const { log } = chart();
    const button = document.createElement("button");
    element.append(button);
    const at = { clientX: 5, clientY: 5, pointerId: 1, bubbles: true };
    button.dispatchEvent(new PointerEvent("pointerdown", at));
    button.dispatchEvent(new PointerEvent("pointerup", at));
    button.dispatchEvent(new MouseEvent("dblclick", { bubbles: true }));
    button.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
    expect(log).toEqual([]);
  });

  it("forget a touch that the browser took over", () => {
    const { pointer, log, view } = chart();
    pointer("down", 500, 100);
    pointer("cancel", 500, 100);
    pointer("move", 700, 100);
    expect(view.window).toEqual(DAY_WINDOW);
    expect(log).toEqual(["no brush", "hover 700"]);
  });
});
