/**
 * The live link: opens the transport, notices silence, comes back by itself, resumes where it broke.
 *
 * The server speaks at least every five seconds; a longer silence is a lost link whatever the socket
 * claims.
 */

import type { ClientMessage, ServerMessage } from "@/api/types";
import { backoffMs } from "@/core/backoff";
import type { Ms } from "@/core/instant";
import type { LiveStore, ServerClock } from "./store";
import type { Connection, Ended, Resume, Transport } from "./transport";

export const SILENCE_MS = 12_000;

/** Time and chance, given so that a test can hold them. */
export interface Timers {
  /** Call `run` after `ms`; the answer cancels it. */
  readonly after: (ms: number, run: () => void) => () => void;
  readonly random: () => number;
}

export type LinkStatus =
  | { readonly phase: "connecting"; readonly attempt: number; readonly lastHeard: Ms | null }
  | { readonly phase: "live" }
  | {
      readonly phase: "waiting";
      readonly attempt: number;
      /** When the next attempt comes, on the server's clock as we carry it on. */
      readonly nextAt: Ms;
      /** When the server was last heard; null when never. What the screen shows is of that time. */
      readonly lastHeard: Ms | null;
    };

export class LiveLink {
  private connection: Connection | null = null;
  private resume: Resume | undefined;
  private attempt = 0;
  private lastHeard: Ms | null = null;
  private current: LinkStatus = { phase: "connecting", attempt: 0, lastHeard: null };
  private readonly listeners = new Set<() => void>();
  private readonly watched = new Map<string, number>();
  private cancelSilence: (() => void) | null = null;
  private cancelRetry: (() => void) | null = null;
  private running = false;

  private readonly transport: Transport;
  private readonly store: LiveStore;
  private readonly clock: ServerClock;
  private readonly timers: Timers;

  constructor(transport: Transport, store: LiveStore, clock: ServerClock, timers: Timers) {
    this.transport = transport;
    this.store = store;
    this.clock = clock;
    this.timers = timers;
  }

  get status(): LinkStatus {
    return this.current;
  }

  onStatus(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  start(): void {
    if (!this.running) {
      this.running = true;
      this.open();
    }
  }

  stop(): void {
    this.running = false;
    this.drop();
    this.cancelRetry?.();
    this.cancelRetry = null;
  }

  /** Do not wait for the next attempt. */
  tryNow(): void {
    if (this.running && this.current.phase === "waiting") {
      this.cancelRetry?.();
      this.open();
    }
  }

  /** Ask for the values of a machine until the returned function is called. */
  watch(machine: string): () => void {
    this.watched.set(machine, (this.watched.get(machine) ?? 0) + 1);
    this.tellWatched();
    let done = false;
    return () => {
      if (done) {
        return;
      }
      done = true;
      const left = (this.watched.get(machine) ?? 1) - 1;
      if (left > 0) {
        this.watched.set(machine, left);
      } else {
        this.watched.delete(machine);
        this.store.dropValues(machine);
      }
      this.tellWatched();
    };
  }

  private open(): void {
    this.cancelRetry = null;
    this.set({ phase: "connecting", attempt: this.attempt, lastHeard: this.lastHeard });
    this.connection = this.transport.connect(this.resume, {
      onOpen: () => {
        this.listen();
        if (this.watched.size > 0) {
          this.tellWatched();
        }
      },
      onMessage: (text) => {
        this.receive(text);
      },
      onEnd: (why) => {
        this.lose(why);
      },
    });
    this.listen();
  }

  /** A text holds one message, or several as an array. */
  private receive(text: string): void {
    const told = JSON.parse(text) as ServerMessage | readonly ServerMessage[];
    for (const message of isSeveral(told) ? told : [told]) {
      if (!this.take(message)) {
        return;
      }
    }
  }

  /** Whether the link may go on with what follows. */
  private take(message: ServerMessage): boolean {
    this.clock.hear(message.now);
    this.lastHeard = this.clock.now();
    this.attempt = 0;
    this.listen();
    if (this.resume !== undefined && message.epoch !== this.resume.epoch && message.type !== "snapshot") {
      // another life of the server without its snapshot: what we hold may not be true, so ask for all
      this.resume = undefined;
      this.lose("too_slow");
      return false;
    }
    this.resume = { epoch: message.epoch, seq: message.seq };
    this.store.apply(message);
    if (this.current.phase !== "live") {
      this.set({ phase: "live" });
    }
    return true;
  }

  private lose(why: Ended): void {
    this.drop();
    if (!this.running) {
      return;
    }
    const wait = why === "too_slow" && this.attempt === 0 ? 0 : backoffMs(this.attempt, this.timers.random());
    this.attempt += 1;
    this.set({
      phase: "waiting",
      attempt: this.attempt,
      nextAt: this.clock.now() + wait,
      lastHeard: this.lastHeard,
    });
    this.cancelRetry = this.timers.after(wait, () => {
      this.open();
    });
  }

  private drop(): void {
    this.cancelSilence?.();
    this.cancelSilence = null;
    this.connection?.close();
    this.connection = null;
  }

  private listen(): void {
    this.cancelSilence?.();
    this.cancelSilence = this.timers.after(SILENCE_MS, () => {
      this.lose("lost");
    });
  }

  private tellWatched(): void {
    const message: ClientMessage = { type: "subscribe", machines: [...this.watched.keys()] };
    this.connection?.send(JSON.stringify(message));
  }

  private set(status: LinkStatus): void {
    this.current = status;
    for (const listener of [...this.listeners]) {
      listener();
    }
  }
}

function isSeveral(told: ServerMessage | readonly ServerMessage[]): told is readonly ServerMessage[] {
  return Array.isArray(told);
}
