/** Shapes of the settings of reasons on the wire. */

import type { components } from "../schema";

type Schemas = components["schemas"];

export type Reason = Schemas["ReasonFields"];
export type ReasonTree = Schemas["Reasons"];
export type TreeVersion = Schemas["TreeVersion"];
export type Rule = Schemas["RuleFields"];
export type ReasonRules = Schemas["ReasonRules"];
export type RulesVersion = Schemas["RulesVersion"];
export type StopSettings = Schemas["StopSettingsOut"];

/** What every document of settings is put in force with. `effective_from` null: from ever. */
export interface Effect {
  readonly effective_from: string | null;
  /** Number of the last version that was seen; a later one refuses. */
  readonly seen: number;
}
