/** A machine that is being set up, for tests: every field of the wire present, the interesting ones given. */

import type { Candidate, ConnectorKind, DevicePreview, SignalPreview, Trial } from "@/api/setup";
import { NOW, span, stamp } from "./plant";
import { FIELDS, field } from "./sources";

export const kind = (id: string, given: Partial<ConnectorKind> = {}): ConnectorKind => ({
  id,
  title: id,
  summary: `About ${id}`,
  delivery: "subscribe",
  guarantee: "at_least_once",
  abilities: [],
  extra: "",
  tier: "silver",
  available: true,
  schemes: [],
  port: null,
  findable: true,
  mapped: false,
  settings: FIELDS,
  ...given,
});

/** A protocol whose signals are mapped. */
export const mappedKind = (given: Partial<ConnectorKind> = {}): ConnectorKind =>
  kind("opcua", {
    title: "OPC UA server",
    mapped: true,
    abilities: ["browse"],
    settings: [
      ...FIELDS,
      field("signals", {
        type: "table",
        default: [],
        columns: [
          field("key", { required: true }),
          field("type", { required: true }),
          field("values", { type: "map", default: {} }),
          field("scale", { type: "number", default: 1 }),
          field("node", { title: "Node", required: true }),
          field("sampling_ms", { title: "Sampling", type: "integer", default: 100 }),
        ],
      }),
    ],
    ...given,
  });

export const signal = (key: string, given: Partial<SignalPreview> = {}): SignalPreview => ({
  key,
  name: key,
  category: "EVENT",
  type: "EXECUTION",
  sub_type: null,
  units: null,
  component: "Controller",
  value: "ACTIVE",
  at: NOW,
  ...given,
});

export const device = (name: string, given: Partial<DevicePreview> = {}): DevicePreview => ({
  device: name,
  uuid: "",
  manufacturer: "Mazak",
  model: "QT-250",
  serial: "",
  suggested: { id: "mill", name: "Mill", kind: "milling" },
  signals: [signal("exec")],
  truncated: false,
  profiles: [
    {
      id: "mtconnect-generic",
      title: { en: "Any MTConnect machine", ru: "Любой станок с MTConnect" },
      connector: "",
      score: 0.9,
      missing: [],
      state: "running",
      rule: "executing",
      reason: "",
    },
    {
      id: "signal-tower",
      title: { en: "Signal tower", ru: "Сигнальная колонна" },
      connector: "",
      score: 0.1,
      missing: ["green"],
      state: "",
      rule: "",
      reason: "",
    },
  ],
  ...given,
});

export const candidate = (connector: string, devices: DevicePreview[], given: Partial<Candidate> = {}): Candidate => ({
  connector,
  title: connector,
  score: 1,
  settings: { url: "http://10.0.0.1:5000" },
  protocol: "MTConnect",
  version: "2.0",
  devices,
  problem: null,
  ...given,
});

export function trial(given: Partial<Trial> = {}): Trial {
  const explanation = {
    ...{ at: NOW, span: span("09:00:00", null, "running"), state: "running", reason: null },
    ...{ rule: null, values: [], condition: null, earlier_rules: [], coverage: null },
  };
  return {
    id: "t1",
    expires_at: NOW,
    connector: "mtconnect",
    device: "Mill",
    link: { state: "up", error: null, since: NOW },
    observations: 1_234,
    rate_per_s: 2.5,
    profile: "mtconnect-generic",
    profile_text: 'id = "mtconnect-generic"\nversion = 3\n',
    signals: [signal("exec"), signal("load", { type: "LOAD", value: 42, units: "PERCENT", category: "SAMPLE" })],
    truncated: false,
    state: { code: "running", rule: "executing", reason: "", since: stamp("09:55:00"), tree: explanation },
    spans: [
      { start: stamp("09:50:00"), end: stamp("09:55:00"), state: "idle", rule: "waiting" },
      { start: stamp("09:55:00"), end: null, state: "running", rule: "executing" },
    ],
    problems: [],
    ...given,
  };
}
