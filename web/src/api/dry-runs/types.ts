/** Shapes of a dry run on the wire: what would be another if settings had been others. */

import type { components } from "../schema";

type Schemas = components["schemas"];

/** One document of settings as it would be; `effective_from` null: over the whole range. */
export interface Change {
  readonly kind: string;
  readonly key: string;
  readonly body: unknown;
  readonly effective_from: string | null;
}

export type Difference = Schemas["DryRun"];
export type ChangedMachine = Schemas["ChangedMachine"];
export type ChangedFigure = Schemas["ChangedFigure"];
/** What is said of a piece of time. */
export type Said = Schemas["Said"];
export type ChangedInterval = Schemas["ChangedInterval"];
export type FigureSide = Schemas["FigureSide"];
