/** Small sources for tests: every field of the wire present, the interesting ones given. */

import type { Field, Source, SourceWhole } from "@/api/sources";
import { NOW } from "./plant";

export function source(id: string, given: Partial<Source> = {}): Source {
  return {
    id,
    connector: "mtconnect",
    connector_title: "MTConnect agent",
    address: `http://10.0.0.1:5000/${id}`,
    machines: ["m1"],
    devices: {},
    link: "up",
    since: "2026-11-23T09:00:00.000000Z",
    last_data_at: NOW,
    last_contact_at: NOW,
    retry_at: null,
    error: null,
    rate_per_s: 12.5,
    lag_us: 180_000,
    clock_skew_us: 12_000,
    quarantined: 0,
    paused: false,
    paused_by: "",
    paused_reason: "",
    paused_at: null,
    origin: "entered",
    observations: 12_345,
    duplicates: 0,
    out_of_order: 0,
    gaps_24h: 0,
    gap_time_24h_us: 0,
    abilities: [],
    advice: "",
    ...given,
  };
}

export function field(name: string, given: Partial<Field> = {}): Field {
  return {
    name,
    title: name,
    help: "",
    type: "text",
    required: false,
    default: null,
    unit: "",
    example: "",
    choices: null,
    minimum: null,
    maximum: null,
    columns: null,
    secret: given.type === "secret",
    ...given,
  };
}

export const FIELDS: Field[] = [
  field("url", {
    title: "Address",
    help: "Of the agent, with its port.",
    required: true,
    example: "http://10.0.0.1:5000",
  }),
  field("password", { title: "Password", type: "secret" }),
  field("interval_ms", {
    title: "Interval",
    type: "integer",
    default: 250,
    unit: "ms",
    minimum: 0,
    maximum: 60_000,
  }),
  field("tls", { title: "Certificate check", type: "choice", default: "verify", choices: ["verify", "accept_any"] }),
];

export const whole = (given: Partial<Source> = {}): SourceWhole => ({
  source: source("agent-1", given),
  settings: { url: "http://10.0.0.1:5000", password: { secret: true, set: true } },
  fields: FIELDS,
});
