/** Shapes of a dry run on the wire: what would be another if settings had been others. */

/** One document of settings as it would be; `effective_from` null: from ever. */
export interface Change {
  readonly kind: string;
  readonly key: string;
  readonly body: unknown;
  readonly effective_from: string | null;
}

export interface Counted {
  readonly state: string;
  readonly reason: string;
  readonly time_class: string;
}

export interface ChangedInterval {
  readonly start: string;
  readonly end: string;
  readonly before: Counted;
  readonly after: Counted;
}

export interface ChangedMachine {
  readonly machine: string;
  readonly intervals: readonly ChangedInterval[];
  /** Microseconds. */
  readonly changed: number;
}

export interface ChangedFigure {
  readonly kpi: string;
  readonly before: number | null;
  readonly after: number | null;
}

export interface Difference {
  readonly machines: readonly ChangedMachine[];
  readonly figures: readonly ChangedFigure[];
  /** Not every interval is told. */
  readonly truncated: boolean;
}
