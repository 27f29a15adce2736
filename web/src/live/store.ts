/**
 * The plant's present as the socket tells it: one subscription per machine, none for the rest.
 *
 * Messages are applied at once to the truth and made known together, so that 500 machines
 * changing each second cost one render of each changed tile and nothing else.
 */

import type { LiveValue, MachineSummary, ServerMessage } from "@/api/types";
import { parseInstant } from "@/core/instant";
import type { Ms } from "@/core/instant";

export type Listener = () => void;
export type Unsubscribe = () => void;

/** New truth about a stretch of one track: spans that START in [start, end) are replaced. */
export type SpansMessage = Extract<ServerMessage, { type: "spans" }>;

type Values = Readonly<Record<string, LiveValue>>;

const NO_VALUES: Values = {};

class Listeners<K> {
  private readonly byKey = new Map<K, Set<Listener>>();

  add(key: K, listener: Listener): Unsubscribe {
    const set = this.byKey.get(key) ?? new Set();
    this.byKey.set(key, set);
    set.add(listener);
    return () => {
      set.delete(listener);
      if (set.size === 0) {
        this.byKey.delete(key);
      }
    };
  }

  call(key: K): void {
    for (const listener of [...(this.byKey.get(key) ?? [])]) {
      listener();
    }
  }

  get keys(): readonly K[] {
    return [...this.byKey.keys()];
  }
}

/** Runs `flush` soon, once, however often it is asked; in the browser with the next frame. */
export type Schedule = (flush: () => void) => void;

export class LiveStore {
  private readonly byId = new Map<string, MachineSummary>();
  private ordered: readonly MachineSummary[] = [];
  private readonly valuesById = new Map<string, Values>();

  private readonly machineListeners = new Listeners<string>();
  private readonly valueListeners = new Listeners<string>();
  private readonly allListeners = new Listeners<"all">();
  private readonly spanListeners = new Set<(message: SpansMessage) => void>();

  private readonly dirtyMachines = new Set<string>();
  private readonly dirtyValues = new Set<string>();
  private orderedDirty = false;
  private scheduled = false;

  private readonly schedule: Schedule;

  constructor(schedule: Schedule) {
    this.schedule = schedule;
  }

  machine(id: string): MachineSummary | undefined {
    return this.byId.get(id);
  }

  /** Every machine in the plant's own order; a new array exactly when something changed. */
  machines(): readonly MachineSummary[] {
    if (this.orderedDirty) {
      this.ordered = [...this.byId.values()];
      this.orderedDirty = false;
    }
    return this.ordered;
  }

  /** Latest values of a machine someone is subscribed to. */
  values(id: string): Values {
    return this.valuesById.get(id) ?? NO_VALUES;
  }

  onMachine(id: string, listener: Listener): Unsubscribe {
    return this.machineListeners.add(id, listener);
  }

  onMachines(listener: Listener): Unsubscribe {
    return this.allListeners.add("all", listener);
  }

  onValues(id: string, listener: Listener): Unsubscribe {
    return this.valueListeners.add(id, listener);
  }

  onSpans(listener: (message: SpansMessage) => void): Unsubscribe {
    this.spanListeners.add(listener);
    return () => this.spanListeners.delete(listener);
  }

  /** Take over the whole plant: machines not in the list are gone. */
  replaceAll(machines: readonly MachineSummary[]): void {
    for (const id of this.byId.keys()) {
      this.dirtyMachines.add(id);
    }
    this.byId.clear();
    for (const machine of machines) {
      this.byId.set(machine.id, machine);
      this.dirtyMachines.add(machine.id);
    }
    this.changed();
  }

  /** Apply one message. `tick` and `problem` change nothing of the plant. */
  apply(message: ServerMessage): void {
    switch (message.type) {
      case "snapshot":
        this.replaceAll(message.machines);
        break;
      case "machine":
        this.byId.set(message.machine.id, message.machine);
        this.dirtyMachines.add(message.machine.id);
        this.changed();
        break;
      case "gone":
        this.byId.delete(message.machine);
        this.valuesById.delete(message.machine);
        this.dirtyMachines.add(message.machine);
        this.changed();
        break;
      case "fresh":
        for (const fresher of message.machines) {
          const held = this.byId.get(fresher.id);
          if (held !== undefined) {
            this.byId.set(fresher.id, { ...held, ...fresher });
            this.dirtyMachines.add(fresher.id);
          }
        }
        this.changed();
        break;
      case "values":
        this.valuesById.set(message.machine, { ...this.values(message.machine), ...message.values });
        this.dirtyValues.add(message.machine);
        this.changed();
        break;
      case "spans":
        for (const listener of [...this.spanListeners]) {
          listener(message);
        }
        break;
      case "tick":
      case "problem":
        break;
    }
  }

  /** Forget the values of a machine nobody watches any more. */
  dropValues(id: string): void {
    this.valuesById.delete(id);
  }

  private changed(): void {
    if (this.dirtyMachines.size > 0) {
      this.orderedDirty = true;
    }
    if (!this.scheduled) {
      this.scheduled = true;
      this.schedule(() => {
        this.flush();
      });
    }
  }

  private flush(): void {
    this.scheduled = false;
    const machines = [...this.dirtyMachines];
    const values = [...this.dirtyValues];
    this.dirtyMachines.clear();
    this.dirtyValues.clear();
    for (const id of machines) {
      this.machineListeners.call(id);
    }
    for (const id of values) {
      this.valueListeners.call(id);
    }
    if (machines.length > 0) {
      this.allListeners.call("all");
    }
  }
}

/**
 * The server's clock as we see it: its last `now` carried on by a monotonic clock.
 *
 * Of several readings the one that arrived fastest is the truest, so the offset only grows towards
 * the server, and is taken anew when it jumps by more than the jitter of a network.
 */
export class ServerClock {
  private offset: number | null = null;
  private readonly monotonic: () => number;
  private readonly fallback: () => Ms;

  /** `monotonic` in milliseconds, e.g. `performance.now`; `fallback` is used before the first word. */
  constructor(monotonic: () => number, fallback: () => Ms) {
    this.monotonic = monotonic;
    this.fallback = fallback;
  }

  hear(now: string): void {
    const offset = parseInstant(now) - this.monotonic();
    const jumped = this.offset !== null && Math.abs(offset - this.offset) > 2_000;
    this.offset = this.offset === null || jumped ? offset : Math.max(this.offset, offset);
  }

  now(): Ms {
    return this.offset === null ? this.fallback() : Math.floor(this.monotonic() + this.offset);
  }
}
