/** Shapes of time, its corrections and stops on the wire. Instants are RFC 3339 texts, durations microseconds. */

import type { TimeClass } from "@/core/reason";
import type { BaseState, Shape } from "@/core/state";
import type { components } from "../schema";

type Schemas = components["schemas"];

export type Correction = Schemas["CorrectionOut"];
export type CorrectionLog = Schemas["Corrections"];
export type Corrected = Schemas["Corrected"];
export type CorrectBody = Schemas["Correct"];
export type FillBody = Schemas["FillStops"];
export type CorrectKind = CorrectBody["kind"];

/** Who gave a reason. */
export type Origin = "none" | "rule" | "person";

/** A part of a machine's time over which nothing changes. */
export interface Stretch {
  readonly start: string;
  readonly end: string;
  readonly open: boolean;
  readonly state: string;
  readonly base: BaseState;
  readonly program: string;
  readonly reason: string;
  readonly origin: Origin;
  readonly reason_rule: string;
  readonly corrections: readonly number[];
  readonly time_class: TimeClass;
  readonly stop: string | null;
  readonly shift: string;
}

export interface TimeLock {
  readonly start: string;
  readonly end: string;
  readonly by: string;
  readonly at: string;
}

export interface TimeAccount {
  readonly window: { readonly from: string; readonly to: string };
  readonly now: string;
  readonly stretches: readonly Stretch[];
  readonly locks: readonly TimeLock[];
}

export interface ReasonChoice {
  readonly code: string;
  readonly parent: string;
  readonly words: { readonly en: string; readonly ru: string };
  readonly kind: string;
  readonly color: string;
  readonly shape: Shape;
  readonly active: boolean;
  readonly order: number;
  readonly hint: { readonly en: string; readonly ru: string };
  /** Whether it may be given on the machine that was asked for. */
  readonly usable: boolean;
}

export type StopStatus = "unexplained" | "explained" | "micro";

export interface StopPiece {
  readonly start: string;
  readonly end: string;
  readonly reason: string;
  readonly origin: Origin;
  readonly time_class: TimeClass;
}

export interface Stop {
  readonly machine: string;
  readonly start: string;
  readonly end: string;
  readonly open: boolean;
  readonly length: number;
  readonly status: StopStatus;
  readonly strict: boolean;
  readonly state: string;
  readonly shift: string;
  readonly program: string;
  readonly reason: string;
  readonly origin: Origin;
  readonly alarm: { readonly code: string; readonly message: string } | null;
  readonly pieces: readonly StopPiece[];
}

export interface StopSum {
  readonly stops: number;
  readonly time: number;
}

export interface Stops {
  readonly stops: readonly Stop[];
  readonly totals: Readonly<Record<StopStatus, StopSum>>;
  readonly next: string | null;
}
