/** Names for the shapes of the wire; the shapes themselves are generated from the OpenAPI document. */

import type { components } from "./schema";

type Schemas = components["schemas"];

export type BaseState = Schemas["BaseState"];
export type Link = Schemas["LinkState"];
export type TrackName = Schemas["Track"];
export type StateKind = Schemas["StateKind"];
export type MachineSummary = Schemas["MachineSummary"];
export type MachineList = Schemas["Machines"];
export type Site = Schemas["Site"];
export type MachineDetail = Schemas["Machine"];
export type SourceStatus = Schemas["SourceStatus"];
export type SignalInfo = Schemas["Signal"];
export type SignalList = Schemas["Signals"];
export type Latest = Schemas["LatestValue"];
export type LiveValue = Schemas["LiveValue"];
export type WireValue = LiveValue["value"];
export type SpanOut = Schemas["SpanOut"];
export type PartOut = Schemas["PartOut"];
export type LossOut = Schemas["LossOut"];
export type Timeline = Schemas["Timeline"];
export type Timelines = Schemas["Timelines"];
export type ConditionNode = Schemas["ConditionNode"];
export type UsedValue = Schemas["UsedValue"];
export type EarlierRule = Schemas["EarlierRule"];
export type Explanation = Schemas["Explanation"];
export type Point = Schemas["Point"];
export type Bucket = Schemas["Bucket"];

/** The generator writes a discriminator as a string; on the wire it is the boolean it says. */
export type ObservationsOut =
  | (Omit<Schemas["RawObservations"], "reduced"> & { readonly reduced: false })
  | (Omit<Schemas["ReducedObservations"], "reduced"> & { readonly reduced: true });

/** Everything the live socket may say, and the one thing it may be told. */
export type ServerMessage = Schemas["ServerMessage"];
export type ClientMessage = Schemas["ClientMessage"];

/** Working calendars. */
export type CalendarDoc = Schemas["CalendarDoc"];
export type Calendars = Schemas["Calendars"];
export type ShiftDoc = Schemas["ShiftDoc"];
export type BreakDoc = Schemas["BreakDoc"];
export type PatternDoc = Schemas["PatternDoc"];
export type Turn = Schemas["Turn"];
export type DayExceptionDoc = Schemas["DayExceptionDoc"];
export type CalendarAssignment = Schemas["Assignment"];
export type CalendarPreview = Schemas["CalendarPreview"];
export type CalendarHistory = Schemas["CalendarHistory"];
export type ProductionCalendar = Schemas["ProductionCalendar"];
export type ProductionDay = Schemas["ProductionDay"];
export type ShiftOccurrence = Schemas["Occurrence"];
