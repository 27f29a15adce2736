/** The loaded timeline as lanes that can be drawn and pointed at. Pure. */

import type { SpanOut, StateKind, StateLookup, Timeline } from "@/api";
import type { Lane, LaneSpec, RawSpan } from "@/charts";
import { AXIS_HEIGHT, placeLanes, stack, toColumns } from "@/charts";
import type { Window } from "@/core/instant";
import { parseInstant, parseOptional } from "@/core/instant";
import { detailText } from "../detail";
import type { Looks } from "./looks";
import { ALARMS, CYCLES, MODES, PARTS } from "./looks";

/** Alarms above each other; more cannot be told apart. */
const MOST_ALARMS = 4;

export const LANES = ["state", "mode", "program", "cycle", "part", "alarm", "loss"] as const;
export type LaneId = (typeof LANES)[number];

export const isLaneId = (id: string): id is LaneId => (LANES as readonly string[]).includes(id);

/** The states that a timeline shows: the plant's own, then such as nobody declared. */
export function stateKinds(states: StateLookup, timeline: Timeline): readonly StateKind[] {
  const known = new Set(states.all.map(({ code }) => code));
  const strange = new Set((timeline.tracks.state ?? []).map(({ value }) => value).filter((code) => !known.has(code)));
  return [...states.all, ...[...strange].map((code) => states.get(code))];
}

const raw = (span: SpanOut, kind: number): RawSpan => ({
  start: parseInstant(span.start),
  end: parseOptional(span.end),
  kind,
});

/** The number of a name among `names`, or of the last of them. */
const numberOf = (names: readonly string[], name: string): number => {
  const found = names.indexOf(name);
  return found < 0 ? names.length - 1 : found;
};

export interface LaneWords {
  readonly state: (kind: number) => string;
  readonly mode: (value: string) => string;
  readonly program: (value: string) => string;
  readonly alarm: (span: SpanOut) => string;
}

type Made = Pick<LaneSpec, "lines" | "text"> & Partial<Pick<LaneSpec, "join" | "least" | "counts">>;

/** Lanes in their places below an axis: all of them, lost data where there is some, the account where it is known. */
export function lanesOf(
  timeline: Timeline,
  kinds: readonly StateKind[],
  looks: Looks,
  words: LaneWords,
  time: LaneSpec | null = null,
): readonly Lane[] {
  const { state, mode, program, alarm, cycle } = timeline.tracks;
  const codes = new Map(kinds.map(({ code }, index) => [code, index]));
  const silent = (): string => "";
  const of = (spans: readonly SpanOut[] | null, item: number): SpanOut | undefined => spans?.[item];
  const make: Readonly<Record<LaneId, { readonly height: number; readonly made: () => Made }>> = {
    state: {
      height: 34,
      made: () => ({
        lines: [toColumns((state ?? []).map((span) => raw(span, codes.get(span.value) ?? 0)))],
        text: words.state,
        join: true,
      }),
    },
    mode: {
      height: 16,
      made: () => ({
        lines: [toColumns((mode ?? []).map((span) => raw(span, numberOf(MODES, span.value))))],
        text: (kind) => words.mode(MODES[kind] ?? ""),
        join: true,
      }),
    },
    program: {
      height: 18,
      made: () => ({
        lines: [programLine(program ?? [])],
        text: (_, item) => words.program(of(program, item)?.value ?? ""),
      }),
    },
    cycle: { height: 12, made: () => ({ lines: [toColumns((cycle ?? []).map(cycleOf))], text: silent }) },
    part: {
      height: 14,
      made: () => ({ lines: [toColumns(timeline.parts.map(partOf))], text: silent, least: 1.5, counts: true }),
    },
    alarm: {
      height: 14,
      made: () => ({
        lines: stack(
          (alarm ?? []).map((span) => raw(span, numberOf(ALARMS, detailText(span, "level")))),
          MOST_ALARMS,
        ),
        text: (_, item) => {
          const span = of(alarm, item);
          return span === undefined ? "" : words.alarm(span);
        },
        least: 3,
      }),
    },
    loss: {
      height: 10,
      made: () => ({
        lines: stack(
          timeline.losses.map(({ start, end }) => ({ start: parseInstant(start), end: parseInstant(end), kind: 0 })),
          1,
        ),
        text: silent,
        least: 3,
      }),
    },
  };
  const specs = LANES.filter((id) => id !== "loss" || timeline.losses.length > 0).flatMap((id): readonly LaneSpec[] => {
    const { height, made } = make[id];
    const spec = { id, height, looks: looks[id], join: false, least: 1, counts: false, ...made() };
    return id === "state" && time !== null ? [spec, time] : [spec];
  });
  return placeLanes(specs, AXIS_HEIGHT + 4);
}

/** Programs alternate between two looks; where there is none, nothing is drawn. */
function programLine(spans: readonly SpanOut[]) {
  let kind = 0;
  let last = "";
  const lines = spans.map((span) => {
    if (span.value !== "" && span.value !== last) {
      kind = 1 - kind;
      last = span.value;
    }
    return raw(span, kind);
  });
  return toColumns(
    lines,
    [...spans.keys()].filter((index) => spans[index]?.value !== ""),
  );
}

const cycleOf = (span: SpanOut): RawSpan =>
  raw(span, numberOf(CYCLES, span.end === null ? "running" : detailText(span, "outcome") || "unknown"));

/** A part has an instant and no length. */
function partOf({ at, inferred }: Timeline["parts"][number]): RawSpan {
  const instant = parseInstant(at);
  return { start: instant, end: instant, kind: numberOf(PARTS, inferred ? "inferred" : "counted") };
}

/** Reasons of no data for which no value of any signal can be trusted to have held. */
const NOTHING_CAME = new Set(["not_covered", "link_down", "never_seen", "paused"]);

/** Where no signal of the machine is known: nothing came, or what came is lost. By start, merged. */
export function gapsOf(timeline: Timeline): readonly Window[] {
  const silent = (timeline.tracks.state ?? []).filter((span) => NOTHING_CAME.has(detailText(span, "reason")));
  const found = [...silent, ...timeline.losses]
    .map(({ start, end }) => ({ from: parseInstant(start), to: parseOptional(end) ?? Number.POSITIVE_INFINITY }))
    .toSorted((a, b) => a.from - b.from);
  const merged: Window[] = [];
  for (const gap of found) {
    const last = merged.at(-1);
    if (last !== undefined && gap.from <= last.to) {
      merged[merged.length - 1] = { from: last.from, to: Math.max(last.to, gap.to) };
    } else {
      merged.push(gap);
    }
  }
  return merged;
}
