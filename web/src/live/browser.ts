/** The live plant wired to a real browser: frames, timers, chance, monotonic clock. */

import type { Live } from "./hooks";
import { LiveLink } from "./link";
import { LiveStore, ServerClock } from "./store";
import { Ticker } from "./ticker";
import type { Transport } from "./transport";

/** A hidden page gets no frames; then the changes are shown by a timer instead. */
function soon(flush: () => void): void {
  let done = false;
  const once = (): void => {
    if (!done) {
      done = true;
      flush();
    }
  };
  requestAnimationFrame(once);
  setTimeout(once, 250);
}

export function browserLive(transport: Transport): Live {
  const store = new LiveStore(soon);
  const clock = new ServerClock(
    () => performance.now(),
    () => Date.now(),
  );
  const ticker = new Ticker((run) => {
    const id = setInterval(run, 1_000);
    return () => {
      clearInterval(id);
    };
  });
  const link = new LiveLink(transport, store, clock, {
    after: (ms, run) => {
      const id = setTimeout(run, ms);
      return () => {
        clearTimeout(id);
      };
    },
    random: () => Math.random(),
  });
  return { store, link, clock, ticker };
}
