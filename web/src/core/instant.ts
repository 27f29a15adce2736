/**
 * Instants of the wire and of the screen.
 *
 * The server sends RFC 3339 in UTC with microseconds; the screen draws in whole milliseconds since
 * the Unix epoch (`Ms`). What the server counts in microseconds keeps the suffix `_us` on the wire
 * and is turned into milliseconds exactly here.
 */

/** Milliseconds since the Unix epoch, UTC. */
export type Ms = number;

/** A half-open interval [from, to) in milliseconds. */
export interface Window {
  readonly from: Ms;
  readonly to: Ms;
}

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** A date and a time with a zone: without one an instant would be a guess. */
const RFC_3339 = /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:[Zz]|[+-]\d{2}:\d{2})$/;

/** Parse an RFC 3339 instant; digits below the millisecond are dropped (floor). Throws on anything else. */
export function parseInstant(text: string): Ms {
  const ms = RFC_3339.test(text) ? new Date(text).getTime() : Number.NaN;
  if (Number.isNaN(ms)) {
    throw new RangeError(`not an instant: ${text}`);
  }
  return ms;
}

/** The same for a value that may be absent. */
export function parseOptional(text: string | null | undefined): Ms | null {
  return text == null ? null : parseInstant(text);
}

/** Microseconds of the wire to milliseconds of the screen (floor). */
export function usToMs(us: number): number {
  return Math.floor(us / 1_000);
}

/** RFC 3339 in UTC, for query parameters. */
export function toWire(at: Ms): string {
  return new Date(at).toISOString();
}

/** Keep `at` inside [window.from, window.to]. */
export function clampInto(at: Ms, window: Window): Ms {
  return Math.min(Math.max(at, window.from), window.to);
}
