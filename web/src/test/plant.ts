/** Small plants for tests: every field of the wire present, the interesting ones given. */

import type { MachineDetail, MachineList, MachineSummary, SpanOut, StateKind, Timeline } from "@/api/types";
import { BASE_STATES, shapeOfBase, tokenOfBase } from "@/core/state";

export const NOW = "2026-11-23T10:00:00.000000Z";

const ENGLISH: Readonly<Record<(typeof BASE_STATES)[number], string>> = {
  running: "Running",
  paused: "Paused",
  idle: "Idle",
  manual: "Manual",
  alarm: "Alarm",
  off: "Off",
  no_data: "No data",
};

const RUSSIAN: Readonly<Record<(typeof BASE_STATES)[number], string>> = {
  running: "В работе",
  paused: "Пауза",
  idle: "Ожидание",
  manual: "Ручной режим",
  alarm: "Авария",
  off: "Выключен",
  no_data: "Нет данных",
};

export const STATES: readonly StateKind[] = BASE_STATES.map((base) => ({
  code: base,
  base,
  words: { en: ENGLISH[base], ru: RUSSIAN[base] },
  color: tokenOfBase(base),
  shape: shapeOfBase(base),
}));

export function machine(id: string, given: Partial<MachineSummary> = {}): MachineSummary {
  return {
    id,
    name: `Machine ${id}`,
    site: "main",
    area: "Shop 1",
    line: "",
    kind: "turning",
    manufacturer: "Mazak",
    model: "QT-250",
    protocol: "mtconnect",
    state: {
      code: "running",
      base: "running",
      since: "2026-11-23T09:55:55.000000Z",
      rule: "p@1/running",
      reason: null,
    },
    mode: { code: "production", since: "2026-11-23T09:00:00.000000Z" },
    program: { name: "O1234", since: "2026-11-23T09:00:00.000000Z" },
    alarms: { fault: 0, warning: 0, first: null },
    parts: { count: 42, inferred: false, since: "2026-11-22T21:00:00.000000Z" },
    last_data_at: NOW,
    last_contact_at: NOW,
    link: "up",
    clock_skew_us: 0,
    ...given,
  };
}

type Base = MachineSummary["state"]["base"];

export const inState = (base: Base, since = NOW, reason: string | null = null): MachineSummary["state"] => ({
  code: base,
  base,
  since,
  rule: "",
  reason,
});

export function list(machines: MachineSummary[]): MachineList {
  const site = { id: "main", name: "Works", time_zone: "Europe/Moscow" };
  return { machines, states: [...STATES], now: NOW, site, sites: [site] };
}

export function detail(summary: MachineSummary): MachineDetail {
  return {
    machine: summary,
    origin: "file",
    left_at: null,
    profile: { id: "p", version: "1", title: { en: "Profile", ru: "Профиль" } },
    sources: [
      {
        id: "agent-1",
        connector: "mtconnect",
        address: "http://10.0.0.1:5000",
        link: "down",
        since: NOW,
        last_data_at: NOW,
        last_contact_at: NOW,
        retry_at: null,
        error: { code: "unreachable", params: {}, text: "Nobody answers at 10.0.0.1." },
        rate_per_s: 12.5,
        lag_us: 180_000,
        clock_skew_us: 7_000_000,
        quarantined: 3,
      },
    ],
    totals: { signals: 3, observations: 12345, first_at: NOW, last_at: NOW },
  };
}

export function span(start: string, end: string | null, value: string, given: SpanOut["detail"] = {}): SpanOut {
  return { start: stamp(start), end: end === null ? null : stamp(end), value, rule: "p@1/rule", detail: given };
}

/** `09:30:00` of the test's day as an instant of the wire. */
export const stamp = (time: string): string => `2026-11-23T${time}.000000Z`;

export function timeline(given: Partial<Timeline["tracks"]> = {}, parts: Timeline["parts"] = []): Timeline {
  return {
    from: stamp("02:00:00"),
    to: stamp("10:00:15"),
    now: NOW,
    tracks: { state: [], mode: [], program: [], alarm: [], cycle: [], ...given },
    parts,
    losses: [],
    totals: { state: { running: 14_400_000_000, no_data: 14_400_000_000 }, mode: {}, program: {} },
    no_data_us: {},
  };
}
