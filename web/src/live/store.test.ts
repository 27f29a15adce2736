/** One message, one machine told; many messages, one telling. */

import { describe, expect, it, vi } from "vitest";

import { parseInstant } from "@/core/instant";
import { NOW, inState, machine } from "@/test/plant";
import { LiveStore, ServerClock } from "./store";
import { Ticker } from "./ticker";

const head = { epoch: "e", seq: 1, now: NOW };

/** A store whose flushes wait until the test lets them go. */
function held() {
  const queue: (() => void)[] = [];
  const store = new LiveStore((flush) => queue.push(flush));
  const flush = (): number =>
    queue.splice(0).map((run) => {
      run();
    }).length;
  return { store, flush };
}

describe("the live store", () => {
  it("tells only the machine that changed", () => {
    const { store, flush } = held();
    store.apply({ ...head, type: "snapshot", machines: [machine("a"), machine("b")] });
    flush();
    const [a, b, all] = [vi.fn(), vi.fn(), vi.fn()];
    store.onMachine("a", a);
    store.onMachine("b", b);
    store.onMachines(all);
    store.apply({ ...head, type: "machine", machine: machine("a", { state: inState("alarm") }) });
    flush();
    expect([a, b, all].map((listener) => listener.mock.calls.length)).toEqual([1, 0, 1]);
    expect(store.machine("a")?.state.code).toBe("alarm");
  });

  it("tells once however much came before the flush", () => {
    const { store, flush } = held();
    const heard = vi.fn();
    store.onMachine("a", heard);
    for (let parts = 0; parts < 100; parts += 1) {
      store.apply({
        ...head,
        type: "machine",
        machine: machine("a", { parts: { count: parts, inferred: false, since: NOW } }),
      });
    }
    expect(flush()).toBe(1);
    expect(heard).toHaveBeenCalledTimes(1);
    expect(store.machine("a")?.parts.count).toBe(99);
  });

  it("learns of machines that come, and forgets those that were taken off the board", () => {
    const { store, flush } = held();
    store.replaceAll([machine("a"), machine("b")]);
    flush();
    const [a, all] = [vi.fn(), vi.fn()];
    store.onMachine("a", a);
    store.onMachines(all);
    store.apply({ ...head, type: "machine", machine: machine("c") });
    store.apply({ ...head, type: "gone", machine: "a" });
    flush();
    expect([a, all].map((listener) => listener.mock.calls.length)).toEqual([1, 1]);
    expect(store.machines().map(({ id }) => id)).toEqual(["b", "c"]);
    expect(store.machine("a")).toBeUndefined();
  });

  it("makes machines fresher without losing what else it knows of them", () => {
    const { store, flush } = held();
    store.replaceAll([machine("a", { state: inState("alarm") }), machine("b")]);
    flush();
    const [a, b] = [vi.fn(), vi.fn()];
    store.onMachine("a", a);
    store.onMachine("b", b);
    const fresher = { last_data_at: "2026-11-23T10:00:09Z", last_contact_at: null, clock_skew_us: 3 };
    store.apply({
      ...head,
      type: "fresh",
      machines: [
        { id: "a", ...fresher },
        { id: "unheard of", ...fresher },
      ],
    });
    flush();
    expect(store.machine("a")).toEqual({ ...machine("a", { state: inState("alarm") }), ...fresher });
    expect(store.machines()).toHaveLength(2);
    expect([a, b].map((listener) => listener.mock.calls.length)).toEqual([1, 0]);
  });

  it("keeps the plant's order and the same list while nothing changes", () => {
    const { store, flush } = held();
    store.replaceAll([machine("b"), machine("a")]);
    flush();
    const before = store.machines();
    expect(before.map(({ id }) => id)).toEqual(["b", "a"]);
    expect(store.machines()).toBe(before);
    store.apply({ ...head, type: "tick" });
    expect(store.machines()).toBe(before);
    store.apply({ ...head, type: "machine", machine: machine("b") });
    expect(store.machines()).not.toBe(before);
    expect(store.machines().map(({ id }) => id)).toEqual(["b", "a"]);
  });

  it("forgets machines a snapshot no longer has, and tells those who watched them", () => {
    const { store, flush } = held();
    store.replaceAll([machine("a"), machine("b")]);
    flush();
    const gone = vi.fn();
    store.onMachine("b", gone);
    store.apply({ ...head, type: "snapshot", machines: [machine("a")] });
    flush();
    expect(gone).toHaveBeenCalledTimes(1);
    expect(store.machine("b")).toBeUndefined();
  });

  it("lays new values over the old ones and hands on corrections of the timeline", () => {
    const { store, flush } = held();
    const values = vi.fn();
    const spans = vi.fn();
    store.onValues("a", values);
    const stop = store.onSpans(spans);
    store.apply({ ...head, type: "values", machine: "a", values: { load: { at: NOW, value: 1 } } });
    store.apply({ ...head, type: "values", machine: "a", values: { speed: { at: NOW, value: 2 } } });
    flush();
    expect(values).toHaveBeenCalledTimes(1);
    expect(Object.keys(store.values("a"))).toEqual(["load", "speed"]);
    const message = { ...head, type: "spans", machine: "a", track: "state", start: NOW, end: null, spans: [] } as const;
    store.apply({ ...message, spans: [] });
    stop();
    store.apply({ ...message, spans: [] });
    expect(spans).toHaveBeenCalledTimes(1);
    store.dropValues("a");
    expect(store.values("a")).toEqual({});
  });

  it("stops telling who no longer listens", () => {
    const { store, flush } = held();
    const heard = vi.fn();
    store.onMachine("a", heard)();
    store.replaceAll([machine("a")]);
    flush();
    expect(heard).not.toHaveBeenCalled();
  });
});

describe("the server's clock", () => {
  const start = parseInstant(NOW);

  it("runs on between two words of the server and trusts the fastest of them", () => {
    let mono = 1_000;
    const clock = new ServerClock(
      () => mono,
      () => 42,
    );
    expect(clock.now()).toBe(42);
    clock.hear(NOW);
    mono += 1_500;
    expect(clock.now()).toBe(start + 1_500);
    mono += 500;
    clock.hear("2026-11-23T10:00:01.900000Z"); // this word took 100 ms longer
    expect(clock.now()).toBe(start + 2_000);
  });

  it("follows a server whose clock was set", () => {
    let mono = 0;
    const clock = new ServerClock(
      () => mono,
      () => 0,
    );
    clock.hear(NOW);
    mono = 1_000;
    clock.hear("2026-11-23T09:00:00.000000Z");
    expect(clock.now()).toBe(start - 3_600_000);
  });
});

describe("the ticker", () => {
  it("runs one timer for all, and none for nobody", () => {
    const stop = vi.fn();
    let tick: () => void = () => undefined;
    const every = vi.fn((run: () => void) => {
      tick = run;
      return stop;
    });
    const ticker = new Ticker(every);
    const [a, b] = [vi.fn(), vi.fn()];
    const offs = [ticker.subscribe(a), ticker.subscribe(b)];
    tick();
    expect([every, a, b].map((spy) => spy.mock.calls.length)).toEqual([1, 1, 1]);
    offs[0]?.();
    expect(stop).not.toHaveBeenCalled();
    offs[1]?.();
    expect(stop).toHaveBeenCalledTimes(1);
  });
});
