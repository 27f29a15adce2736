/**
 * Wall clock of the site: instants to local calendar fields and back, by the zone's own rules.
 *
 * No offset arithmetic by hand: the offset of an instant is asked of `Intl` for that instant, so
 * half-hour zones and both clock changes come out right.
 */

import type { Ms } from "./instant";
import { DAY } from "./instant";

/** Calendar fields on the wall clock of a zone; `month` counts from 1. */
export interface LocalFields {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

const formatters = new Map<string, Intl.DateTimeFormat>();

function fieldsFormatter(zone: string): Intl.DateTimeFormat {
  let formatter = formatters.get(zone);
  if (formatter === undefined) {
    formatter = new Intl.DateTimeFormat("en-US-u-ca-gregory-nu-latn", {
      timeZone: zone,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
    formatters.set(zone, formatter);
  }
  return formatter;
}

export function localFields(at: Ms, zone: string): LocalFields {
  const found = { year: 0, month: 0, day: 0, hour: 0, minute: 0, second: 0 };
  for (const part of fieldsFormatter(zone).formatToParts(at)) {
    if (part.type in found) {
      found[part.type as keyof LocalFields] = Number(part.value);
    }
  }
  return found;
}

/** Offset of the zone from UTC at an instant, in milliseconds (east is positive). */
export function zoneOffset(at: Ms, zone: string): number {
  const f = localFields(at, zone);
  const asUtc = Date.UTC(f.year, f.month - 1, f.day, f.hour, f.minute, f.second);
  return asUtc - Math.floor(at / 1_000) * 1_000;
}

/**
 * The instant at which the wall clock of `zone` shows `fields`.
 *
 * An hour that occurs twice gives its first occurrence; an hour that is skipped gives the instant
 * just as far after the gap's start.
 */
export function fromLocal(fields: LocalFields, zone: string): Ms {
  const wall = Date.UTC(fields.year, fields.month - 1, fields.day, fields.hour, fields.minute, fields.second);
  const offsets = [zoneOffset(wall - DAY, zone), zoneOffset(wall + DAY, zone)];
  const candidates = offsets.map((offset) => wall - offset).filter((at) => at + zoneOffset(at, zone) === wall);
  const [first] = candidates.toSorted((a, b) => a - b);
  return first ?? wall - (offsets[0] ?? 0);
}

/** Local midnight that opened the site's day `days` away from the day of `at`. */
export function startOfDay(at: Ms, zone: string, days = 0): Ms {
  const f = localFields(at, zone);
  const shifted = new Date(Date.UTC(f.year, f.month - 1, f.day + days));
  return fromLocal(
    {
      year: shifted.getUTCFullYear(),
      month: shifted.getUTCMonth() + 1,
      day: shifted.getUTCDate(),
      hour: 0,
      minute: 0,
      second: 0,
    },
    zone,
  );
}

const pad = (value: number, width = 2): string => String(value).padStart(width, "0");

/** `YYYY-MM-DD` of the site's day, as a date input wants it. */
export function toDateInput(at: Ms, zone: string): string {
  const f = localFields(at, zone);
  return `${pad(f.year, 4)}-${pad(f.month)}-${pad(f.day)}`;
}

/** `YYYY-MM-DD HH:MM:SS` on the site's wall clock: the same in every language, and typed back as easily. */
export function toDateTimeInput(at: Ms, zone: string): string {
  const f = localFields(at, zone);
  return `${toDateInput(at, zone)} ${pad(f.hour)}:${pad(f.minute)}:${pad(f.second)}`;
}

const INPUT = /^(\d{4})-(\d{2})-(\d{2})(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2}))?)?$/;

/** What a person typed as a date, or a date and a time, on the site's wall clock; null when it is neither. */
export function fromInput(text: string, zone: string): Ms | null {
  const found = INPUT.exec(text.trim());
  if (found === null) {
    return null;
  }
  const [year, month, day, hour, minute, second] = found
    .slice(1)
    .map((field: string | undefined) => Number(field ?? 0));
  const fields = { year, month, day, hour, minute, second } as LocalFields;
  return isPossible(fields) ? fromLocal(fields, zone) : null;
}

/** Does such a date and time exist on a calendar at all? (The 31st of February does not.) */
function isPossible({ year, month, day, hour, minute, second }: LocalFields): boolean {
  const lastDay = new Date(Date.UTC(year, month, 0)).getUTCDate();
  return month >= 1 && month <= 12 && day >= 1 && day <= lastDay && hour < 24 && minute < 60 && second < 60;
}
