/** Shapes of accounts, reasons, shifts and figures on the wire. Instants are RFC 3339 texts, durations microseconds. */

import type { TimeClass } from "@/core/reason";
import type { BaseState, Shape } from "@/core/state";

export interface Words {
  readonly en: string;
  readonly ru: string;
}

export interface WireWindow {
  readonly from: string;
  readonly to: string;
}

/** Who gave a stretch its reason. */
export type Origin = "none" | "rule" | "person";

/** A part of a machine's time over which nothing changes. */
export interface Stretch {
  readonly start: string;
  readonly end: string;
  readonly open: boolean;
  readonly state: string;
  readonly base: BaseState;
  readonly mode: string;
  readonly program: string;
  readonly state_rule: string;
  readonly reason: string;
  readonly origin: Origin;
  readonly reason_rule: string;
  readonly corrections: readonly number[];
  readonly time_class: TimeClass;
  readonly stop: string | null;
  readonly day: string;
  readonly shift: string;
  readonly team: string;
  readonly occurrence: string | null;
}

export interface Account {
  readonly window: WireWindow;
  readonly now: string;
  readonly stretches: readonly Stretch[];
}

/** start ms, end ms or null, state, reason (-1 none), class, origin (0 none, 1 rule, 2 person): numbers into the lists. */
export type CompactStretch = readonly [number, number | null, number, number, number, number];

export interface Accounts {
  readonly window: WireWindow;
  readonly now: string;
  readonly states: readonly string[];
  readonly reasons: readonly string[];
  readonly classes: readonly string[];
  readonly machines: Readonly<Record<string, readonly CompactStretch[]>>;
}

export type ReasonKind = "unplanned" | "failure" | "changeover" | "planned" | "preventive" | "not_scheduled";

export interface Reason {
  readonly code: string;
  readonly parent: string;
  readonly words: Words;
  readonly kind: ReasonKind;
  readonly color: string;
  readonly shape: Shape;
  readonly active: boolean;
  readonly order: number;
}

export interface Reasons {
  readonly reasons: readonly Reason[];
}

export interface Shift {
  readonly calendar: string;
  readonly day: string;
  readonly shift: string;
  readonly title: Words;
  readonly team: string;
  readonly start: string;
  readonly end: string;
  readonly breaks: readonly { readonly start: string; readonly end: string }[];
}

export interface Shifts {
  readonly shifts: readonly Shift[];
}

/** Scopes as `machine:x`, `line:x`, `area:x`, `site:x`, or "" for the whole plant. */
export interface Assignments {
  readonly assignments: readonly { readonly scope: string; readonly calendar: string }[];
}

export type KpiUnit = "ratio" | "duration" | "count" | "rate";
export type School = "iso" | "ru" | "own";

export interface KpiTerm {
  readonly code: string;
  readonly words: Words;
  readonly description: Words;
  readonly unit: KpiUnit;
}

export interface Definition {
  readonly code: string;
  readonly words: Words;
  readonly description: Words;
  readonly formula: string;
  readonly unit: KpiUnit;
  readonly clause: string;
  readonly school: School;
  readonly better: "higher" | "lower" | "none";
}

/** A definition in force; version 0 is the one that ships. */
export interface Kpi extends Definition {
  readonly builtin: boolean;
  readonly version: number;
  readonly effective_from: string | null;
  readonly terms: readonly KpiTerm[];
}

export interface Kpis {
  readonly kpis: readonly Kpi[];
}

/** How far a figure can be believed: shares in [0, 1]; null where there is nothing to take a share of. */
export interface Trust {
  /** Of the scheduled time, the part in which the machine was seen. */
  readonly observed: number;
  /** Of the stop time, the part without a reason. */
  readonly unexplained: number | null;
  /** Of the stop time, the part whose reason a person entered; and of that the part entered late. */
  readonly entered: number | null;
  readonly late: number | null;
  /** Of the parts, those whose program has a norm. */
  readonly normed: number | null;
  /** Shifts that are still to be reckoned anew. */
  readonly pending: number;
}

export type FigureStatus = "good" | "warn" | "bad" | "none";

export interface Figure {
  readonly kpi: string;
  /** null = not available, and `why` says why. */
  readonly value: number | null;
  readonly unit: KpiUnit;
  readonly why: string | null;
  readonly terms: Readonly<Record<string, number | null>>;
  readonly trust: Trust;
  readonly target: number | null;
  readonly warn: number | null;
  readonly status: FigureStatus;
  /** What is odd about it: `above_one`, `inferred_parts`. */
  readonly flags: readonly string[];
}

/** What a group or a row stands for: names of GROUPINGS to values. */
export type GroupKey = Readonly<Partial<Record<string, string>>>;

export interface FigureGroup {
  readonly key: GroupKey;
  readonly figures: readonly Figure[];
}

export interface Figures {
  readonly window: WireWindow;
  readonly now: string;
  readonly groups: readonly FigureGroup[];
  readonly pending: number;
  readonly compared: { readonly window: WireWindow; readonly groups: readonly FigureGroup[] } | null;
}

export interface TimeRow {
  readonly key: GroupKey;
  /** Microseconds. */
  readonly time: number;
  readonly stretches: number;
  readonly stops: number;
}

export interface Times {
  readonly window: WireWindow;
  readonly rows: readonly TimeRow[];
}

/** A level is what is left at this point; a loss leads to the next level. Time null = not known, and `why` says why. */
export interface LossStep {
  readonly code: string;
  readonly level: boolean;
  readonly time: number | null;
  readonly why: string | null;
}

export interface ReasonLoss {
  /** "" = not explained. */
  readonly code: string;
  readonly time_class: TimeClass;
  readonly time: number;
  readonly stops: number;
  readonly share: number;
}

export interface Losses {
  readonly window: WireWindow;
  readonly steps: readonly LossStep[];
  readonly reasons: readonly ReasonLoss[];
}

/** One kind of time, or one program (then the others are empty), in the unit of its term. */
export interface TermPart {
  readonly time_class: TimeClass | "";
  readonly state: string;
  readonly reason: string;
  readonly program: string;
  readonly amount: number;
  readonly stretches: number;
}

export interface ExplainedTerm extends KpiTerm {
  readonly value: number | null;
  readonly parts: readonly TermPart[];
}

export type MachineStretch = Stretch & { readonly machine: string };

export interface FigureExplanation {
  readonly window: WireWindow;
  readonly now: string;
  readonly figure: Figure;
  readonly definition: Definition;
  readonly terms: readonly ExplainedTerm[];
  readonly stretches: readonly MachineStretch[];
  readonly next: string | null;
}
