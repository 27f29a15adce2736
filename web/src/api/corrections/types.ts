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

/** The generator knows names of shapes, classes and bases as texts; they are these. */
export type ReasonChoice = Omit<Schemas["ReasonOut"], "shape"> & { readonly shape: Shape };

export type Stretch = Omit<Schemas["StretchOut"], "base" | "time_class"> & {
  readonly base: BaseState;
  readonly time_class: TimeClass;
};
export type Origin = Stretch["origin"];
export type TimeLock = Schemas["LockOut"];
export type TimeAccount = Omit<Schemas["AccountOut"], "stretches"> & { readonly stretches: readonly Stretch[] };

export type StopPiece = Omit<Schemas["StopPiece"], "time_class"> & { readonly time_class: TimeClass };
export type Stop = Omit<Schemas["StopOut"], "pieces"> & { readonly pieces: readonly StopPiece[] };
export type StopStatus = Stop["status"];
export type ShiftAct = Schemas["ShiftAct"];
export type ShiftTurn = Schemas["Shift"];
export type ShiftTurns = Schemas["Shifts"];
export type Stops = Omit<Schemas["StopsOut"], "stops"> & { readonly stops: readonly Stop[] };
