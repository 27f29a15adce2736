/** Time of a machine for tests: every field of the wire present, the interesting ones given. */

import type { Correction, ReasonChoice, Stop, Stretch, TimeAccount } from "@/api/corrections";
import { parseInstant } from "@/core/instant";
import { NOW, stamp } from "./plant";

export function stretch(start: string, end: string, given: Partial<Stretch> = {}): Stretch {
  const runs = (given.base ?? "idle") === "running";
  return {
    start: stamp(start),
    end: stamp(end),
    open: false,
    state: given.base ?? "idle",
    mode: "production",
    base: "idle",
    program: "O1234",
    reason: "",
    origin: given.reason === undefined ? "none" : "person",
    state_rule: "",
    reason_rule: "",
    corrections: [],
    time_class: runs ? "production" : given.reason === undefined ? "unexplained" : "delay",
    stop: runs ? null : stamp(start),
    day: "2026-11-23",
    shift: "day",
    team: "",
    occurrence: null,
    ...given,
  };
}

export const account = (stretches: readonly Stretch[], locks: TimeAccount["locks"] = []): TimeAccount => ({
  window: { from: stamp("02:00:00"), to: NOW },
  now: NOW,
  stretches,
  totals: { by_class: {}, by_reason: {} },
  locks: [...locks],
});

export function choice(code: string, given: Partial<ReasonChoice> = {}): ReasonChoice {
  return {
    code,
    parent: "",
    scopes: [],
    against_running: "signal",
    against_person: "person",
    carry_hours: 48,
    words: { en: `Reason ${code}`, ru: `Причина ${code}` },
    kind: "unplanned",
    color: "reason-1",
    shape: "square",
    active: true,
    order: 0,
    hint: { en: "", ru: "" },
    usable: true,
    ...given,
  };
}

export function correction(id: number, kind: string, given: Partial<Correction> = {}): Correction {
  return {
    id,
    key: `key-${id}`,
    machine: "m1",
    kind,
    start: stamp("08:00:00"),
    end: null,
    value: "",
    reason: "",
    comment: "",
    author: "",
    at: NOW,
    target: null,
    scrap: 0,
    rework: 0,
    bulk: "",
    undone: false,
    ...given,
  };
}

export function stop(machine: string, start: string, end: string, given: Partial<Stop> = {}): Stop {
  const piece = {
    start: stamp(start),
    end: stamp(end),
    reason: "",
    origin: "none",
    time_class: "unexplained",
  } as const;
  return {
    machine,
    start: stamp(start),
    end: stamp(end),
    open: false,
    length: (parseInstant(stamp(end)) - parseInstant(stamp(start))) * 1_000,
    status: "unexplained",
    strict: false,
    state: "idle",
    day: "2026-11-23",
    shift: "day",
    program: "O1234",
    reason: "",
    origin: "none",
    alarm: null,
    pieces: [piece],
    ...given,
  };
}
