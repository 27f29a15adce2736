/** Figures of a source in words. */

import { isSkewed } from "@/core/health";
import { SECOND, usToMs } from "@/core/instant";
import type { Formats, Translate } from "@/i18n";

/** A duration with its fraction where it is short. */
function span(ms: number, t: Translate, f: Formats): string {
  return ms < 10 * SECOND ? `${f.number(ms / SECOND, 1)}\u00a0${t("unit.s")}` : f.duration(ms);
}

/** How far the source's clock is from ours, and to which side. */
export function describeSkew(skewUs: number | null, t: Translate, f: Formats): string {
  if (skewUs === null) {
    return "—";
  }
  if (!isSkewed(skewUs)) {
    return t("connection.skew.none");
  }
  const duration = span(usToMs(Math.abs(skewUs)), t, f);
  return t(skewUs > 0 ? "connection.skew.ahead" : "connection.skew.behind", { duration });
}

/** The same without its side. */
export const skewLength = (skewUs: number, t: Translate, f: Formats): string => span(usToMs(Math.abs(skewUs)), t, f);
