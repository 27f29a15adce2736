/** Days without a time: arithmetic on `YYYY-MM-DD`, months as people see them on a wall. */

const DAY_MS = 86_400_000;

const utc = (day: string): number => new Date(`${day}T00:00:00Z`).getTime();

/** The day `count` days later. */
export function addDays(day: string, count: number): string {
  return new Date(utc(day) + count * DAY_MS).toISOString().slice(0, 10);
}

/** 0 Monday … 6 Sunday. */
export function weekday(day: string): number {
  return (new Date(utc(day)).getUTCDay() + 6) % 7;
}

/** The Monday of a day's week. */
export const mondayOf = (day: string): string => addDays(day, -weekday(day));

/** Every day of a month (1..12). */
export function daysOfMonth(year: number, month: number): string[] {
  const first = `${String(year).padStart(4, "0")}-${String(month).padStart(2, "0")}-01`;
  const count = new Date(Date.UTC(year, month, 0)).getUTCDate();
  return Array.from({ length: count }, (_, day) => addDays(first, day));
}

/** Noon of a day in UTC: what a formatter in UTC shows as that day. */
export const noonOf = (day: string): number => utc(day) + DAY_MS / 2;
