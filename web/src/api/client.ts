/** The only room that knows a URL: requests out, typed answers or a `Problem` back. */

import { readAuthor } from "./author";
import { Unreachable, problemOf } from "./problem";
import type { Window } from "@/core/instant";
import { toWire } from "@/core/instant";
import type {
  Explanation,
  MachineDetail,
  MachineList,
  ObservationsOut,
  SignalList,
  Timeline,
  Timelines,
  TrackName,
} from "./types";

export const API_BASE = "/api/v1";

/** Anything that can stand for `fetch`: the browser's own, or a test's. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

export interface RequestOptions {
  readonly signal?: AbortSignal | undefined;
}

/** Values of a query; undefined ones are left out. */
export type Query = Readonly<Record<string, string | number | boolean | undefined>>;

/** The ways to ask, on which each topic builds its own questions. */
export interface Asker {
  get<T>(path: string, query?: Query, options?: RequestOptions): Promise<T>;
  /** Sends `body` as JSON (left out where undefined); an answer without content is undefined. */
  send<T>(method: "POST" | "PUT" | "DELETE", path: string, body?: unknown, query?: Query): Promise<T>;
}

export interface Client extends Asker {
  machines(options?: RequestOptions): Promise<MachineList>;
  machine(id: string, options?: RequestOptions): Promise<MachineDetail>;
  signals(id: string, options?: RequestOptions): Promise<SignalList>;
  timeline(id: string, window: Window, tracks: readonly TrackName[], options?: RequestOptions): Promise<Timeline>;
  /** The state lines of machines, compact. */
  timelines(window: Window, machines: readonly string[], options?: RequestOptions): Promise<Timelines>;
  observations(
    id: string,
    signalKey: string,
    window: Window,
    maxPoints: number,
    options?: RequestOptions,
  ): Promise<ObservationsOut>;
  explain(id: string, at: number, options?: RequestOptions): Promise<Explanation>;
}

function withQuery(path: string, query: Query): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) {
      search.set(name, String(value));
    }
  }
  const text = search.toString();
  return text === "" ? path : `${path}?${text}`;
}

/** A client that asks in `language`; `fetcher` defaults to the browser's; `author` names whoever writes. */
export function createClient(
  language: string,
  fetcher: Fetch = (url, init) => fetch(url, init),
  author: () => string = readAuthor,
): Client {
  const request = async (path: string, query: Query, init: RequestInit): Promise<Response> => {
    let response: Response;
    try {
      response = await fetcher(withQuery(`${API_BASE}${path}`, query), init);
    } catch (error) {
      if (error instanceof DOMException && error.name === "AbortError") {
        throw error;
      }
      throw new Unreachable(error);
    }
    if (!response.ok) {
      throw await problemOf(response);
    }
    return response;
  };
  const accept = { Accept: "application/json", "Accept-Language": language };
  const get = async <T>(path: string, query: Query = {}, options: RequestOptions = {}): Promise<T> => {
    const signal = options.signal === undefined ? {} : { signal: options.signal };
    const response = await request(path, query, { headers: accept, ...signal });
    return (await response.json()) as T;
  };
  const send: Asker["send"] = async <T>(
    method: string,
    path: string,
    body?: unknown,
    query: Query = {},
  ): Promise<T> => {
    // A header holds Latin letters only: the server reads the name percent-encoded.
    const headers = { ...accept, "Dispatcher-Author": encodeURIComponent(author()) };
    const content =
      body === undefined
        ? { headers }
        : { headers: { ...headers, "Content-Type": "application/json" }, body: JSON.stringify(body) };
    const response = await request(path, query, { method, ...content });
    return (response.status === 204 ? undefined : await response.json()) as T;
  };
  const of = (id: string): string => `/machines/${encodeURIComponent(id)}`;
  const range = (window: Window): Query => ({ from: toWire(window.from), to: toWire(window.to) });

  return {
    get,
    send,
    machines: (options) => get("/machines", {}, options),
    machine: (id, options) => get(of(id), {}, options),
    signals: (id, options) => get(`${of(id)}/signals`, {}, options),
    timeline: (id, window, tracks, options) =>
      get(`${of(id)}/timeline`, { ...range(window), tracks: tracks.join(",") }, options),
    timelines: (window, machines, options) =>
      get("/timelines", { ...range(window), machines: machines.join(",") }, options),
    observations: (id, signalKey, window, maxPoints, options) =>
      get(`${of(id)}/observations`, { signal: signalKey, ...range(window), max_points: maxPoints }, options),
    explain: (id, at, options) => get(`${of(id)}/explain`, { at: toWire(at) }, options),
  };
}

/** Address of the live socket, resuming after `after` of `epoch` where given. */
export function liveUrl(
  location: Pick<Location, "protocol" | "host">,
  resume?: { epoch: string; seq: number },
): string {
  const scheme = location.protocol === "https:" ? "wss:" : "ws:";
  const query: Query = resume === undefined ? {} : { after: resume.seq, epoch: resume.epoch };
  return `${scheme}//${location.host}${withQuery(`${API_BASE}/live`, query)}`;
}
