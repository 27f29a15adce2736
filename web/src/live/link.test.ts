/** The link comes back by itself, goes on where it broke, and says how old the screen is. */

import { describe, expect, it } from "vitest";

import { parseInstant } from "@/core/instant";
import { HandTimers } from "@/test/app";
import { NOW, machine } from "@/test/plant";
import { LiveLink, SILENCE_MS } from "./link";
import { memoryTransport } from "./memory";
import { LiveStore, ServerClock } from "./store";

function started() {
  const transport = memoryTransport();
  const timers = new HandTimers();
  const store = new LiveStore((flush) => {
    flush();
  });
  const clock = new ServerClock(
    () => timers.now,
    () => 0,
  );
  const link = new LiveLink(transport, store, clock, { after: timers.after, random: () => 0 });
  link.start();
  return { transport, timers, store, link };
}

const snapshot = (seq: number, epoch = "e1") => ({ type: "snapshot", epoch, seq, now: NOW, machines: [machine("a")] });
const change = (seq: number, epoch = "e1") => ({ type: "machine", epoch, seq, now: NOW, machine: machine("b") });

describe("the live link", () => {
  it("is live with the first message, not before", () => {
    const { transport, link, store } = started();
    expect(link.status.phase).toBe("connecting");
    transport.latest().accept();
    expect(link.status.phase).toBe("connecting");
    transport.latest().deliver(snapshot(7));
    expect(link.status.phase).toBe("live");
    expect(store.machines()).toHaveLength(1);
  });

  it("resumes after the last message it has seen", () => {
    const { transport, timers, link } = started();
    expect(transport.latest().resume).toBeUndefined();
    transport.latest().deliver(snapshot(7));
    transport.latest().deliver(change(8));
    transport.latest().end();
    expect(link.status).toMatchObject({ phase: "waiting", attempt: 1, lastHeard: parseInstant(NOW) });
    timers.pass(250);
    expect(transport.peers).toHaveLength(2);
    expect(transport.latest().resume).toEqual({ epoch: "e1", seq: 8 });
    transport.latest().deliver(change(9));
    expect(link.status.phase).toBe("live");
  });

  it("takes several messages in one text, in their order", () => {
    const { transport, timers, store } = started();
    transport.latest().deliver([snapshot(7), change(8), change(9)]);
    expect(store.machines().map(({ id }) => id)).toEqual(["a", "b"]);
    transport.latest().end();
    timers.pass(250);
    expect(transport.latest().resume).toEqual({ epoch: "e1", seq: 9 });
  });

  it("takes nothing more of a text once it may not be true", () => {
    const { transport, timers, store } = started();
    transport.latest().deliver(snapshot(5));
    transport.latest().deliver([change(1, "e2"), change(2, "e2")]);
    expect(store.machine("b")).toBeUndefined();
    timers.pass(1_000);
    expect(transport.latest().resume).toBeUndefined();
  });

  it("waits longer each time nobody answers, and starts anew once it was heard", () => {
    const { transport, timers } = started();
    const waits: number[] = [];
    for (let attempt = 0; attempt < 4; attempt += 1) {
      const before = timers.now;
      transport.latest().end();
      while (transport.latest().closed) {
        timers.pass(50);
      }
      waits.push(timers.now - before);
    }
    expect(waits).toEqual([250, 500, 1_000, 2_000]);
    transport.latest().deliver(snapshot(1));
    transport.latest().end();
    timers.pass(250);
    expect(transport.latest().closed).toBe(false);
  });

  it("takes a silence for a loss, whatever the socket claims", () => {
    const { transport, timers, link } = started();
    transport.latest().deliver(snapshot(1));
    timers.pass(SILENCE_MS - 1);
    expect(link.status.phase).toBe("live");
    transport.latest().deliver({ type: "tick", epoch: "e1", seq: 1, now: NOW });
    timers.pass(SILENCE_MS - 1);
    expect(link.status.phase).toBe("live");
    const silent = transport.latest();
    timers.pass(1);
    expect(link.status.phase).toBe("waiting");
    expect(silent.closed).toBe(true);
  });

  it("comes back at once when it was closed for being slow", () => {
    const { transport, timers } = started();
    transport.latest().deliver(snapshot(1));
    transport.latest().end("too_slow");
    timers.pass(0);
    expect(transport.peers).toHaveLength(2);
  });

  it("trusts nothing of another life of the server until it has its snapshot", () => {
    const { transport, timers, store } = started();
    transport.latest().deliver(snapshot(5));
    transport.latest().deliver(change(1, "e2"));
    expect(store.machine("b")).toBeUndefined();
    timers.pass(1_000);
    expect(transport.latest().resume).toBeUndefined();
    transport.latest().deliver(snapshot(1, "e2"));
    expect(store.machine("a")).toBeDefined();
  });

  it("can be told not to wait", () => {
    const { transport, link } = started();
    transport.latest().end();
    link.tryNow();
    link.tryNow();
    expect(transport.peers).toHaveLength(2);
  });

  it("asks for the values of what is on the screen, again after a reconnect, once for two lookers", () => {
    const { transport, timers, link } = started();
    transport.latest().accept();
    transport.latest().deliver(snapshot(1));
    const stop = [link.watch("a"), link.watch("a")];
    transport.latest().end();
    timers.pass(250);
    transport.latest().accept();
    expect(transport.latest().received).toEqual(['{"type":"subscribe","machines":["a"]}']);
    stop[0]?.();
    stop[0]?.();
    expect(transport.latest().received.at(-1)).toBe('{"type":"subscribe","machines":["a"]}');
    stop[1]?.();
    expect(transport.latest().received.at(-1)).toBe('{"type":"subscribe","machines":[]}');
  });

  it("is quiet after stop", () => {
    const { transport, timers, link } = started();
    const peer = transport.latest();
    link.stop();
    expect(peer.closed).toBe(true);
    timers.pass(60_000);
    expect(transport.peers).toHaveLength(1);
  });
});
