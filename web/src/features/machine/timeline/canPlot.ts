/** Which signals can be drawn over time. */

import type { SignalInfo } from "@/api";

/** What has a number is a curve, an event of words a strip; conditions are alarms and sets are too rich for a line. */
export function canPlot({ category, representation }: SignalInfo): boolean {
  return category !== "CONDITION" && (representation === "VALUE" || representation === "DISCRETE");
}
