/** Sources: their health, their journal, their settings, and what a person may do to them. */

export { diagnosticsUrl, useSource, useSourceAct, useSourceGaps, useSourceNotes, useSources } from "./hooks";
export type { SourceAct } from "./hooks";
export { isHidden, isSecretSet } from "./types";
export type * from "./types";
