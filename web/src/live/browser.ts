/** The live plant wired to a real browser: frames, timers, chance, monotonic clock. */

import type { Live } from "./hooks";
import { LiveLink } from "./link";
import type { Schedule } from "./store";
import { LiveStore, ServerClock } from "./store";
import { Ticker } from "./ticker";
import type { Transport } from "./transport";

/**
 * Shows the first change after a quiet moment with the next frame, and a stream of changes a few times a
 * second: each showing repaints the page, and no eye reads a board faster.
 *
 * A hidden page gets no frames; there the timer alone does it.
 */
const PAUSE_MS = 200;

function calmly(): Schedule {
  let last = Number.NEGATIVE_INFINITY;
  return (flush) => {
    let done = false;
    const once = (): void => {
      if (!done) {
        done = true;
        last = performance.now();
        flush();
      }
    };
    const wait = last + PAUSE_MS - performance.now();
    if (wait > 0) {
      setTimeout(once, wait);
    } else {
      requestAnimationFrame(once);
      setTimeout(once, PAUSE_MS);
    }
  };
}

export function browserLive(transport: Transport): Live {
  const store = new LiveStore(calmly());
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
