/** What a mapped place can be: the signals that state rules and figures read, in the MTConnect vocabulary. Pure. */

import type { PlainKey } from "@/i18n";

export interface Target {
  readonly code: string;
  readonly title: PlainKey;
  readonly category: "EVENT" | "SAMPLE";
  readonly type: string;
  readonly sub_type: string | null;
  readonly units: string | null;
  readonly component: string;
  /** Words that rules know; a target without words is a number or a free text. */
  readonly words: readonly string[];
  readonly numeric: boolean;
}

const event = (code: string, title: PlainKey, type: string, words: readonly string[]): Target => ({
  ...{ code, title, category: "EVENT", type, sub_type: null, units: null, component: "", words, numeric: false },
});

const sample = (code: string, title: PlainKey, type: string, units: string, sub_type: string | null): Target => ({
  ...{ code, title, category: "SAMPLE", type, sub_type, units, component: "", words: [], numeric: true },
});

/** In the order in which somebody who maps a machine should think of them. */
export const TARGETS: readonly Target[] = [
  event("execution", "map.execution", "EXECUTION", [
    ...["ACTIVE", "READY", "STOPPED", "INTERRUPTED", "FEED_HOLD", "PROGRAM_STOPPED", "PROGRAM_COMPLETED"],
  ]),
  event("mode", "map.mode", "CONTROLLER_MODE", ["AUTOMATIC", "MANUAL", "MANUAL_DATA_INPUT", "SEMI_AUTOMATIC", "EDIT"]),
  event("estop", "map.estop", "EMERGENCY_STOP", ["ARMED", "TRIGGERED"]),
  event("power", "map.power", "POWER_STATE", ["ON", "OFF"]),
  event("avail", "map.avail", "AVAILABILITY", ["AVAILABLE", "UNAVAILABLE"]),
  event("program", "map.program", "PROGRAM", []),
  { ...event("parts", "map.parts", "PART_COUNT", []), numeric: true },
  event("purpose", "map.purpose", "FUNCTIONAL_MODE", ["PRODUCTION", "SETUP", "TEARDOWN", "MAINTENANCE"]),
  event("door", "map.door", "DOOR_STATE", ["OPEN", "CLOSED", "UNLATCHED"]),
  event("tool", "map.tool", "TOOL_NUMBER", []),
  sample("spindle", "map.spindle", "ROTARY_VELOCITY", "REVOLUTION/MINUTE", "ACTUAL"),
  sample("feed", "map.feed", "PATH_FEEDRATE", "MILLIMETER/SECOND", "ACTUAL"),
  sample("load", "map.load", "LOAD", "PERCENT", null),
  sample("watts", "map.watts", "WATTAGE", "WATT", null),
  sample("amps", "map.amps", "AMPERAGE", "AMPERE", null),
  sample("celsius", "map.celsius", "TEMPERATURE", "CELSIUS", null),
];

/** The target an entry stands for, undefined where it is something of its own. */
export function targetOf({ type, sub_type }: { readonly type: string; readonly sub_type: string }): Target | undefined {
  return TARGETS.find((target) => target.type === type && (sub_type === "" || target.sub_type === sub_type));
}
