/** What jsdom lacks and the component library asks for; and a clean document after each test. */

import "@testing-library/jest-dom/vitest";
import { cleanup, configure } from "@testing-library/react";
import { afterEach } from "vitest";

afterEach(cleanup);

// A page is loaded when it is first opened; on a busy machine that alone may take more than the usual second.
configure({ asyncUtilTimeout: 8_000 });

class NullResizeObserver implements ResizeObserver {
  observe(): void {
    // jsdom lays nothing out: there is no size to tell.
  }
  unobserve(): void {
    // As above.
  }
  disconnect(): void {
    // As above.
  }
}

globalThis.ResizeObserver = NullResizeObserver;

globalThis.matchMedia = (media: string): MediaQueryList => {
  const target = new EventTarget();
  return Object.assign(target, {
    matches: false,
    media,
    onchange: null,
    addListener: (): void => undefined,
    removeListener: (): void => undefined,
  }) as MediaQueryList;
};

// jsdom has no canvas and says so on the console each time; a chart without one draws nothing.
HTMLCanvasElement.prototype.getContext = () => null;

// Nothing is out of sight where nothing is laid out.
Element.prototype.scrollIntoView = () => undefined;

window.scrollTo = () => undefined;

// jsdom has no modal dialogs: open is open.
HTMLDialogElement.prototype.showModal = function showModal(this: HTMLDialogElement): void {
  this.open = true;
};
HTMLDialogElement.prototype.close = function close(this: HTMLDialogElement): void {
  this.open = false;
};
