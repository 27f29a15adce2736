/** Numbers, times and durations as a reader of the language expects them, on the site's wall clock. */

import type { DurationPart } from "@/core/duration";
import { splitDuration, splitHours } from "@/core/duration";
import type { Ms } from "@/core/instant";
import { localFields } from "@/core/zone";
import type { Translate } from "./translate";
import type { Language } from "./types";

export interface Formats {
  readonly zone: string;
  /** `14:05` */
  readonly time: (at: Ms) => string;
  /** `14:05:09` */
  readonly timeSeconds: (at: Ms) => string;
  /** `14:05:09.120` */
  readonly timeMillis: (at: Ms) => string;
  /** `23 Nov 2026` */
  readonly date: (at: Ms) => string;
  /** `Mon 23 Nov` */
  readonly dayLabel: (at: Ms) => string;
  /** `23 Nov, 14:05:09` */
  readonly dateTime: (at: Ms) => string;
  /** The time alone when `at` is on the site's day of `now`, else with its date. */
  readonly moment: (at: Ms, now: Ms) => string;
  /** `4 min 05 s`, two units; `brief` keeps the largest alone. */
  readonly duration: (ms: number, depth?: "full" | "brief") => string;
  /** The same with hours as the largest unit: sums over machines are machine-hours, not days. */
  readonly hours: (ms: number) => string;
  readonly number: (value: number, maxDigits?: number) => string;
  /** A measured value: enough digits to tell, no more. */
  readonly measure: (value: number) => string;
  /** `42.1 %` of a share in [0, 1]. */
  readonly percent: (share: number) => string;
}

const LOCALES: Readonly<Record<Language, string>> = { en: "en-GB", ru: "ru-RU" };
const NBSP = "\u00a0";

export function createFormats(language: Language, zone: string, t: Translate): Formats {
  const locale = LOCALES[language];
  const clock = (options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat =>
    new Intl.DateTimeFormat(locale, { timeZone: zone, hourCycle: "h23", ...options });
  const time = clock({ hour: "2-digit", minute: "2-digit" });
  const timeSeconds = clock({ hour: "2-digit", minute: "2-digit", second: "2-digit" });
  const timeMillis = clock({ hour: "2-digit", minute: "2-digit", second: "2-digit", fractionalSecondDigits: 3 });
  const date = clock({ day: "numeric", month: "short", year: "numeric" });
  const dayLabel = clock({ weekday: "short", day: "numeric", month: "short" });
  const dayMonth = clock({ day: "numeric", month: "short" });
  const integers = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
  const measures = new Intl.NumberFormat(locale, { maximumSignificantDigits: 6 });
  const decimals = new Map<number, Intl.NumberFormat>([[0, integers]]);
  const percents = new Intl.NumberFormat(locale, {
    style: "percent",
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
  });

  const number = (value: number, maxDigits = 0): string => {
    let formatter = decimals.get(maxDigits);
    if (formatter === undefined) {
      formatter = new Intl.NumberFormat(locale, { maximumFractionDigits: maxDigits });
      decimals.set(maxDigits, formatter);
    }
    return formatter.format(value);
  };
  const part = ({ value, unit, padded }: DurationPart): string =>
    `${padded ? String(value).padStart(2, "0") : integers.format(value)}${NBSP}${t(`unit.${unit}`)}`;
  const sameDay = (a: Ms, b: Ms): boolean => {
    const [left, right] = [localFields(a, zone), localFields(b, zone)];
    return left.year === right.year && left.month === right.month && left.day === right.day;
  };
  const dateTime = (at: Ms): string => `${dayMonth.format(at)}, ${timeSeconds.format(at)}`;

  return {
    zone,
    time: (at) => time.format(at),
    timeSeconds: (at) => timeSeconds.format(at),
    timeMillis: (at) => timeMillis.format(at),
    date: (at) => date.format(at),
    dayLabel: (at) => dayLabel.format(at),
    dateTime,
    moment: (at, now) => (sameDay(at, now) ? timeSeconds.format(at) : dateTime(at)),
    duration: (ms, depth = "full") =>
      splitDuration(ms, depth === "full" ? 2 : 1)
        .map(part)
        .join(" "),
    hours: (ms) => splitHours(ms).map(part).join(" "),
    number,
    measure: (value) => measures.format(value),
    percent: (share) => percents.format(share),
  };
}
