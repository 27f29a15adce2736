/**
 * Names for the shapes of accounts, reasons, shifts and figures on the wire, as they are generated from the OpenAPI
 * document. What the server writes as a text although only few texts are possible is told here.
 */

import type { TimeClass } from "@/core/reason";
import type { BaseState, Shape } from "@/core/state";
import type { components } from "../schema";

type Schemas = components["schemas"];

/** What an answer holds is read, never written. */
type Frozen<T> = T extends readonly (infer Item)[]
  ? number extends T["length"]
    ? readonly Frozen<Item>[]
    : Readonly<T>
  : T extends object
    ? { readonly [K in keyof T]: Frozen<T[K]> }
    : T;

type Told<T, Better> = Omit<Frozen<T>, keyof Better> & Readonly<Better>;

export type Words = Frozen<Schemas["Words"]>;
export type WireWindow = Frozen<Schemas["dispatcher__api__schemas__figures__Range"]>;

/** Who gave a stretch its reason. */
export type Origin = Schemas["StretchOut"]["origin"];

interface Counted {
  base: BaseState;
  time_class: TimeClass;
}

/** A part of a machine's time over which nothing changes. */
export type Stretch = Told<Schemas["StretchOut"], Counted>;
export type MachineStretch = Told<Schemas["ExplainedStretch"], Counted>;
export type Account = Told<Schemas["AccountOut"], { stretches: readonly Stretch[] }>;

/** start ms, end ms or null, state, reason (-1 none), class, origin (0 none, 1 rule, 2 person): numbers into the lists. */
export type CompactStretch = readonly [number, number | null, number, number, number, number];
export type Accounts = Told<Schemas["AccountsOut"], { machines: Readonly<Record<string, readonly CompactStretch[]>> }>;

export type Reason = Told<Schemas["ReasonOut"], { shape: Shape }>;
export type Reasons = Told<Schemas["Reasons"], { reasons: readonly Reason[] }>;

export type Shift = Frozen<Schemas["Shift"]>;
export type Shifts = Frozen<Schemas["Shifts"]>;
/** Scopes as `machine:x`, `line:x`, `area:x`, `site:x`, or "" for the whole plant. */
export type Assignments = Pick<Frozen<Schemas["Calendars"]>, "assignments">;

export type KpiUnit = Schemas["Figure"]["unit"];
export type School = Schemas["Kpi"]["school"];
export type Definition = Frozen<Schemas["ExplainedDefinition"]>;
/** A definition in force; version 0 is the one that ships. */
export type Kpi = Frozen<Schemas["Kpi"]>;
export type Kpis = Frozen<Schemas["Kpis"]>;

/** How far a figure can be believed: shares in [0, 1]; null where there is nothing to take a share of. */
export type Trust = Frozen<Schemas["Trust"]>;
export type FigureStatus = Schemas["Figure"]["status"];
export type Figure = Frozen<Schemas["Figure"]>;

/** What a group or a row stands for: names of what was grouped by to values. */
export type GroupKey = Readonly<Partial<Record<string, string>>>;
export type FigureGroup = Told<Schemas["FigureGroup"], { key: GroupKey }>;
export type Figures = Told<Schemas["Figures"], { groups: readonly FigureGroup[] }>;

export type TimeRow = Told<Schemas["TimeRow"], { key: GroupKey }>;
export type Times = Told<Schemas["Times"], { rows: readonly TimeRow[] }>;

/** A level is what is left at this point; a loss leads to the next level. Time null = not known, and `why` says why. */
export type LossStep = Frozen<Schemas["LossStep"]>;
/** Code "" = not explained. */
export type ReasonLoss = Told<Schemas["LostReason"], { time_class: TimeClass }>;
export type Losses = Told<Schemas["Losses"], { reasons: readonly ReasonLoss[] }>;

/** One kind of time, or one program (then the others are empty), in the unit of its term. */
export type TermPart = Told<Schemas["ExplainedPart"], { time_class: TimeClass | "" }>;
export type ExplainedTerm = Told<Schemas["ExplainedTerm"], { parts: readonly TermPart[] }>;
export type FigureExplanation = Told<
  Schemas["FigureExplained"],
  { terms: readonly ExplainedTerm[]; stretches: readonly MachineStretch[] }
>;
