/** Values of a report as text, by the kind of their column. Pure. */

import type { ReportCell } from "@/api/reports";
import { parseInstant } from "@/core/instant";
import type { Formats } from "@/i18n";

/** A column of instants may say "lasts" where there is none yet. */
const STAMP = /^\d{4}-\d{2}-\d{2}T/u;

const RIGHT: readonly string[] = ["duration", "count", "number", "ratio"];

export const atRight = (kind: string): boolean => RIGHT.includes(kind);

export const isMissing = (cell: ReportCell): cell is { missing: string } => typeof cell === "object" && cell !== null;

/** Hours, minutes, seconds of microseconds: 7:05:09. Rounded to the second, as on paper. */
export function clock(us: number): string {
  const seconds = Math.round(Math.abs(us) / 1_000_000);
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const two = (part: number): string => String(part).padStart(2, "0");
  return `${us < 0 ? "−" : ""}${String(hours)}:${two(minutes)}:${two(rest)}`;
}

export function textOf(cell: ReportCell, kind: string, f: Formats): string {
  if (cell === null) {
    return "";
  }
  if (isMissing(cell)) {
    return cell.missing;
  }
  if (typeof cell === "string") {
    if (kind !== "instant" || !STAMP.test(cell)) {
      return cell;
    }
    const at = parseInstant(cell);
    return f.dateTime(at);
  }
  switch (kind) {
    case "duration":
      return clock(cell);
    case "ratio":
      return f.percent(cell);
    case "count":
      return f.number(cell);
    default:
      return f.number(cell, 2);
  }
}
