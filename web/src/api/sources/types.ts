/** Shapes of sources and of connectors' settings on the wire. */

import type { SourceStatus } from "../types";

type Params = Readonly<Record<string, string | number | boolean | null>>;

export interface Said {
  readonly code: string;
  readonly params: Params;
  readonly text: string;
}

/** A source with its health. */
export interface Source extends SourceStatus {
  readonly connector_title: string;
  /** Ids of the machines it feeds. */
  readonly machines: readonly string[];
  /** Device at the source → machine. */
  readonly devices: Readonly<Record<string, string>>;
  readonly paused: boolean;
  readonly paused_by: string;
  readonly origin: "file" | "entered";
  readonly observations: number;
  readonly duplicates: number;
  readonly out_of_order: number;
  readonly gaps_24h: number;
  readonly gap_time_24h_us: number;
  readonly abilities: readonly string[];
  /** What to do, in words; "" when all is well. */
  readonly advice: string;
}

export interface SourceList {
  readonly sources: readonly Source[];
}

export type FieldType =
  "text" | "integer" | "number" | "boolean" | "choice" | "list" | "map" | "table" | "secret" | "path";

/** One setting of a connector, as its form is made of it. */
export interface Field {
  readonly name: string;
  readonly title: string;
  readonly help: string;
  readonly type: FieldType;
  readonly required: boolean;
  readonly default: unknown;
  readonly unit: string;
  readonly example: string;
  readonly choices: readonly string[] | null;
  readonly minimum: number | null;
  readonly maximum: number | null;
  /** The columns of a table. */
  readonly columns?: readonly Field[] | null;
}

/** What stands for a secret that is not shown. */
export interface HiddenSecret {
  readonly secret: true;
  readonly set: boolean;
}

export type SettingValues = Readonly<Record<string, unknown>>;

export interface SourceWhole {
  readonly source: Source;
  readonly settings: SettingValues;
  readonly fields: readonly Field[];
}

export interface SourceBody {
  readonly id: string;
  readonly connector: string;
  readonly machine: string | null;
  readonly devices: Readonly<Record<string, string>>;
  readonly settings: SettingValues;
}

export interface MachineBody {
  readonly id: string;
  readonly name: string;
  readonly site: string;
  readonly area: string;
  readonly line: string;
  readonly kind: string;
  readonly manufacturer: string;
  readonly model: string;
  readonly profile: string;
}

export interface SourceNote extends Said {
  readonly at: string;
  readonly source: string;
  readonly author?: string;
}

export interface SourceNotes {
  readonly notes: readonly SourceNote[];
}

export interface SourceGap extends Said {
  readonly machine: string;
  readonly start: string;
  readonly end: string | null;
}

export interface SourceGaps {
  readonly gaps: readonly SourceGap[];
}

export function isHiddenSecret(value: unknown): value is HiddenSecret {
  return typeof value === "object" && value !== null && "secret" in value && value.secret === true;
}
