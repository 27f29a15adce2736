/** Shapes of setting a machine up on the wire. */

import type { components } from "../schema";
import type { MachineBody, SettingValues, SourceBody } from "../sources";

type Schemas = components["schemas"];

export type ConnectorKind = Schemas["ConnectorKind"];
export type ConnectorList = Schemas["Connectors"];
export type SignalPreview = Schemas["SignalPreview"];
/** How well a device profile fits. */
export type ProfileFit = Schemas["ProfileFit"];
export type DevicePreview = Schemas["DevicePreview"];
export type Candidate = Schemas["Candidate"];
export type Recognised = Schemas["Recognised"];
export type Place = Schemas["PlaceOut"];
export type Places = Schemas["Places"];
export type Trial = Schemas["Trial"];
export type TrialSpan = Schemas["TrialSpan"];
export type Search = Schemas["Search"];

export interface RecogniseIn {
  readonly address: string;
  readonly user?: string;
  readonly password?: string;
}

/** An entry of a mapping, as the connector's settings hold it. */
export type Entry = SettingValues;

export interface TrialIn {
  readonly connector: string;
  readonly settings: SettingValues;
  readonly device: string;
  readonly profile: string;
}

export interface TrialChange {
  readonly profile?: string;
  readonly profile_text?: string;
  readonly signals?: readonly Entry[];
}

export interface ConnectIn {
  /** null: the source feeds a machine that is there. */
  readonly machine: MachineBody | null;
  readonly source: SourceBody;
}

export interface Connected {
  readonly machine: string;
  readonly source: string;
}
