/** Shapes of sources and of connectors' settings on the wire. */

import type { components } from "../schema";

type Schemas = components["schemas"];

/** A source with its health. */
export type Source = Schemas["Source"];
export type SourceList = Schemas["Sources"];
/** One setting of a connector, as its form is made of it. */
export type Field = Schemas["SettingField"];
export type SourceWhole = Schemas["SourceWhole"];
export type SourceNotes = Schemas["Notes"];
export type SourceGaps = Schemas["Gaps"];

export type SettingValues = Readonly<Record<string, unknown>>;

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

/** What stands for a secret that is not shown. */
interface HiddenSecret {
  readonly secret: true;
  readonly set: boolean;
}

function isHiddenSecret(value: unknown): value is HiddenSecret {
  return typeof value === "object" && value !== null && "secret" in value && value.secret === true;
}

/** A secret that is not shown, or a list of such. */
export function isHidden(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 && value.every(isHiddenSecret) : isHiddenSecret(value);
}

/** Is there a secret behind what is not shown? */
export function isSecretSet(value: unknown): boolean {
  return Array.isArray(value) ? value.some(isSecretSet) : isHiddenSecret(value) && value.set;
}
