/** The whole office application over an in-memory server: requests by path, the live socket by hand. */

import { QueryClient } from "@tanstack/react-query";
import { act, render } from "@testing-library/react";

import { App } from "@/apps/office/App";
import { LiveLink } from "@/live/link";
import { memoryTransport } from "@/live/memory";
import type { MemoryTransport } from "@/live/memory";
import { LiveStore, ServerClock } from "@/live/store";
import { Ticker } from "@/live/ticker";
import { parseInstant } from "@/core/instant";
import { NOW } from "./plant";

/** Answers by path without the query, writes by method and path (`POST /x`); a promise is one still on its way. */
export type Answers = Readonly<Record<string, unknown>>;

/** Time in a test: moves only when told to. */
export class HandTimers {
  now = 0;
  private readonly waiting = new Set<{ at: number; run: () => void }>();

  readonly after = (ms: number, run: () => void): (() => void) => {
    const entry = { at: this.now + ms, run };
    this.waiting.add(entry);
    return () => {
      this.waiting.delete(entry);
    };
  };

  /** Let `ms` pass; what falls due runs in its order. */
  pass(ms: number): void {
    const until = this.now + ms;
    for (;;) {
      const due = [...this.waiting].filter(({ at }) => at <= until).sort((a, b) => a.at - b.at);
      const next = due[0];
      if (next === undefined) {
        break;
      }
      this.waiting.delete(next);
      this.now = next.at;
      next.run();
    }
    this.now = until;
  }
}

export interface Sent {
  readonly method: string;
  readonly path: string;
  readonly author: string;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface Opened {
  readonly transport: MemoryTransport;
  readonly timers: HandTimers;
  /** URLs that were asked for, in order. */
  readonly asked: readonly string[];
  /** What was sent to be written, in order. */
  readonly sent: readonly Sent[];
  /** Give the browser a live message and let the screen settle. */
  readonly deliver: (message: object) => void;
}

function answer(body: unknown): Response {
  const status = typeof body === "object" && body !== null && "status" in body ? Number(body.status) : 200;
  return new Response(JSON.stringify(body), { status, headers: { "Content-Type": "application/json" } });
}

/** Open the application at `path`; `answers` stand for the server. Unknown paths are 404. */
export function open(path: string, answers: Answers): Opened {
  window.history.replaceState(null, "", path);
  const asked: string[] = [];
  const transport = memoryTransport();
  const timers = new HandTimers();
  const store = new LiveStore((flush) => {
    flush();
  });
  const clock = new ServerClock(
    () => timers.now,
    () => parseInstant(NOW),
  );
  const ticker = new Ticker(() => () => undefined);
  const link = new LiveLink(transport, store, clock, { after: timers.after, random: () => 0 });
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  const sent: Sent[] = [];
  const fetcher = (url: string, init: RequestInit): Promise<Response> => {
    asked.push(url);
    const path = url.replace("/api/v1", "").replace(/\?.*/u, "");
    if (typeof init.body === "string") {
      const author = decodeURIComponent(new Headers(init.headers).get("Dispatcher-Author") ?? "");
      const body = JSON.parse(init.body) as Sent["body"];
      sent.push({ method: init.method ?? "", path, author, body });
    }
    const method = init.method === undefined || init.method === "GET" ? "" : `${init.method} `;
    const found = answers[`${method}${path}`];
    const missing = { status: 404, title: "Not found", detail: "There is no such thing.", code: "unknown" };
    return Promise.resolve(found ?? missing).then(answer);
  };
  render(<App live={{ store, clock, ticker, link }} queries={queries} fetcher={fetcher} />);
  return {
    transport,
    timers,
    asked,
    sent,
    deliver: (message) => {
      act(() => {
        transport.latest().deliver(message);
      });
    },
  };
}
