/** Small figures, losses and accounts for tests: every field of the wire present, the interesting ones given. */

import type {
  Figure,
  FigureGroup,
  Figures,
  Kpi,
  Losses,
  MachineStretch,
  Reason,
  TimeRow,
  Times,
  Trust,
} from "@/api/figures";
import { NOW, stamp } from "./plant";

export const WINDOW = { from: stamp("02:00:00"), to: NOW };

export function kpi(code: string, given: Partial<Kpi> = {}): Kpi {
  return {
    code,
    words: { en: code, ru: code },
    description: { en: `What ${code} means`, ru: `Что значит ${code}` },
    formula: "APT / PBT",
    unit: "ratio",
    clause: "ISO 22400-2:2014, 6",
    school: "iso",
    better: "higher",
    bounded: true,
    builtin: true,
    version: 0,
    effective_from: null,
    terms: [],
    ...given,
  };
}

export const TRUSTED: Trust = { observed: 1, unexplained: 0, entered: 0, late: 0, normed: null, pending: 0 };

export function figure(code: string, given: Partial<Figure> = {}): Figure {
  return {
    kpi: code,
    value: 0.5,
    unit: "ratio",
    why: null,
    terms: {},
    trust: TRUSTED,
    target: null,
    warn: null,
    status: "none",
    flags: [],
    ...given,
  };
}

export const figures = (groups: readonly FigureGroup[]): Figures => ({
  window: WINDOW,
  now: NOW,
  groups,
  compared: null,
  pending: 0,
});

export function reason(code: string, given: Partial<Reason> = {}): Reason {
  return {
    code,
    parent: "",
    words: { en: code, ru: code },
    kind: "unplanned",
    color: "reason-1",
    shape: "square",
    scopes: [],
    active: true,
    usable: true,
    order: 0,
    against_running: "signal",
    against_person: "person",
    carry_hours: 48,
    hint: { en: "", ru: "" },
    ...given,
  };
}

export const times = (rows: readonly TimeRow[]): Times => ({ window: WINDOW, now: NOW, rows });

/** A row of times: microseconds by key. */
export const row = (key: TimeRow["key"], time: number): TimeRow => ({ key, time, stretches: 1, stops: 1 });

export const losses = (given: Partial<Losses> = {}): Losses => ({
  window: WINDOW,
  now: NOW,
  steps: [],
  reasons: [],
  ...given,
});

export function stretch(start: string, end: string, given: Partial<MachineStretch> = {}): MachineStretch {
  return {
    machine: "m1",
    start: stamp(start),
    end: stamp(end),
    open: false,
    state: "idle",
    base: "idle",
    mode: "production",
    program: "O1",
    state_rule: "p@1/idle",
    reason: "",
    origin: "none",
    reason_rule: "",
    corrections: [],
    time_class: "unexplained",
    stop: stamp(start),
    day: "2026-11-23",
    shift: "1",
    team: "",
    occurrence: null,
    ...given,
  };
}
