/** What a person has said in the wizard so far, and what follows from it. Pure. */

import type { Candidate, ConnectorKind, DevicePreview, ProfileFit, Recognised } from "@/api/setup";
import type { MachineBody, SourceBody } from "@/api/sources";
import type { Draft as Typed, Wrongs } from "@/blocks/fields/draft";
import { collect, draftOf } from "@/blocks/fields/draft";
import { free, slug } from "@/core/slug";
import type { Mapped } from "./mapping/entries";
import { ready } from "./mapping/entries";

export const STEPS = ["address", "found", "signals", "state", "place"] as const;
export type Step = (typeof STEPS)[number] | "done";

export interface Draft {
  readonly address: string;
  readonly user: string;
  readonly password: string;
  /** What was found at the address. */
  readonly found: Recognised | null;
  /** Id of the protocol; "" = none is chosen yet. */
  readonly connector: string;
  readonly settings: Typed;
  readonly device: string;
  readonly profile: string;
  /** Text of the rules where it was changed; null = as the profile says. */
  readonly rules: string | null;
  readonly entries: readonly Mapped[];
  /** The machine to be; its id "" = made of its name. */
  readonly machine: Omit<MachineBody, "profile">;
  /** A machine that is there already; "" = a new one. */
  readonly existing: string;
  /** "" = made of the machine's id. */
  readonly source: string;
  /** What was connected. */
  readonly done: { readonly machine: string; readonly source: string } | null;
}

export const GENERIC = "mtconnect-generic";

const NO_MACHINE: Draft["machine"] = {
  ...{ id: "", name: "", site: "", area: "", line: "", kind: "other", manufacturer: "", model: "" },
};

export const EMPTY: Draft = {
  address: "",
  user: "",
  password: "",
  found: null,
  connector: "",
  settings: {},
  device: "",
  profile: GENERIC,
  rules: null,
  entries: [],
  machine: NO_MACHINE,
  existing: "",
  source: "",
  done: null,
};

/** Has anything been said that would be lost? */
export function isBegun(draft: Draft): boolean {
  return draft.done === null && (draft.connector !== "" || draft.address.trim() !== "");
}

export const fieldsOf = (kind: ConnectorKind | undefined) =>
  (kind?.settings ?? []).filter(({ name }) => kind?.mapped !== true || name !== "signals");

export const signalsField = (kind: ConnectorKind | undefined) => kind?.settings.find(({ name }) => name === "signals");

export const candidateOf = ({ found, connector }: Draft): Candidate | undefined =>
  found?.candidates.find((candidate) => candidate.connector === connector);

/** The source that reads the address already, if there is one: a device is added to it, not a second source. */
export function knownSource(draft: Draft): string {
  const problem = candidateOf(draft)?.problem;
  const { source } = problem?.code === "setup_known_source" ? problem.params : {};
  return draft.device !== "" && typeof source === "string" ? source : "";
}

export const deviceOf = (draft: Draft): DevicePreview | undefined =>
  candidateOf(draft)?.devices.find(({ device }) => device === draft.device);

/** The password that was typed with the address stands in the settings that were found. */
function withPassword(kind: ConnectorKind, settings: Typed, password: string): Typed {
  const secret = kind.settings.find(({ name, type }) => type === "secret" && name === "password");
  return password === "" || secret === undefined ? settings : { ...settings, [secret.name]: password };
}

/** Take what was found: its best device and the profile that fits it best. */
export function choose(draft: Draft, kind: ConnectorKind, candidate: Candidate): Draft {
  const settings = withPassword(kind, draftOf(fieldsOf(kind), candidate.settings), draft.password);
  const chosen = { ...draft, connector: kind.id, settings, entries: [], rules: null };
  const [device] = candidate.devices;
  return device === undefined ? { ...chosen, device: "", profile: GENERIC } : chooseDevice(chosen, device);
}

export function chooseDevice(draft: Draft, device: DevicePreview): Draft {
  const { suggested, manufacturer, model } = device;
  return {
    ...draft,
    device: device.device,
    profile: device.profiles[0]?.id ?? GENERIC,
    rules: null,
    machine: {
      ...draft.machine,
      ...{ id: "", name: suggested.name, kind: suggested.kind, manufacturer, model },
    },
  };
}

interface OfProtocol {
  readonly id: string;
  readonly connector: string;
  readonly signals: number;
}

/** The profile a protocol begins with: its own that fits any machine, else its only one, else the general one. */
function firstProfile(kind: ConnectorKind, profiles: readonly OfProtocol[]): string {
  const own = profiles.filter(({ connector }) => connector === kind.id);
  const any = own.find(({ id, signals }) => signals === 0 || id.endsWith("-generic"));
  return (any ?? (own.length === 1 ? own[0] : undefined))?.id ?? GENERIC;
}

/** Take a protocol by hand; what was typed for it before stays. */
export function chooseByHand(draft: Draft, kind: ConnectorKind, profiles: readonly OfProtocol[] = []): Draft {
  return draft.connector === kind.id
    ? draft
    : {
        ...draft,
        found: null,
        connector: kind.id,
        settings: draftOf(fieldsOf(kind), {}),
        device: "",
        profile: firstProfile(kind, profiles),
        rules: null,
        entries: [],
      };
}

/** A source that waits for what is brought to it: there is nothing to look at beforehand. */
export const isBrought = (kind: ConnectorKind | undefined): boolean => kind?.abilities.includes("receive") === true;

export interface Known {
  readonly kind: ConnectorKind | undefined;
  /** Profiles that may be chosen. */
  readonly profiles: readonly Pick<ProfileFit, "id" | "connector">[];
}

/** Does the machine say its signals itself, as far as is known? */
export const tellsItself = (draft: Draft, kind: ConnectorKind | undefined): boolean =>
  kind?.mapped !== true || (deviceOf(draft)?.signals.length ?? 0) > 0;

/** Is it said which signals there are: by the machine itself, by entries, or by the chosen profile? */
export function hasSignals(draft: Draft, { kind, profiles }: Known): boolean {
  const own = kind !== undefined && profiles.find(({ id }) => id === draft.profile)?.connector === kind.id;
  // Of a protocol chosen by hand nobody knows beforehand: it is tried.
  const unknown = deviceOf(draft) === undefined;
  return own || unknown || tellsItself(draft, kind) || ready(draft.entries, signalsField(kind)).length > 0;
}

export function wrongSettings(draft: Draft, kind: ConnectorKind | undefined): Wrongs {
  return collect(fieldsOf(kind), draft.settings).wrong;
}

/** Can a person be at that step with what was said so far? */
export function reachable(step: Step, draft: Draft, known: Known): boolean {
  if (step === "done") {
    return draft.done !== null;
  }
  const at = STEPS.indexOf(step);
  return (
    (at < 1 || (draft.connector !== "" && known.kind !== undefined)) &&
    (at < 2 || Object.keys(wrongSettings(draft, known.kind)).length === 0) &&
    (at < 3 || hasSignals(draft, known))
  );
}

export interface Taken {
  readonly machines: ReadonlySet<string>;
  readonly sources: ReadonlySet<string>;
  readonly profiles: ReadonlySet<string>;
}

export function machineId({ machine, existing }: Draft, taken: Taken): string {
  if (existing !== "") {
    return existing;
  }
  const made = slug(machine.name);
  return machine.id === "" ? free(made === "" ? "machine" : made, taken.machines) : machine.id;
}

export function sourceId(draft: Draft, taken: Taken): string {
  return draft.source === ""
    ? free(`${machineId(draft, taken)}-${draft.connector.replaceAll("_", "-")}`, taken.sources)
    : draft.source;
}

const ID = /^(\s*id\s*=\s*)(["'])[^"'\n]*\2/mu;
const VERSION = /^(\s*version\s*=\s*)\d+/mu;

/** State rules of the machine's own, where they were changed. */
export function ownRules(draft: Draft, taken: Taken): { readonly id: string; readonly text: string } | null {
  if (draft.rules === null) {
    return null;
  }
  const id = free(machineId(draft, taken), taken.profiles);
  return { id, text: draft.rules.replace(ID, `$1"${id}"`).replace(VERSION, (_, key: string) => `${key}1`) };
}

/** What is sent to connect it. */
export function bodies(
  draft: Draft,
  kind: ConnectorKind | undefined,
  taken: Taken,
): { readonly machine: MachineBody | null; readonly source: SourceBody } {
  const id = machineId(draft, taken);
  const entries = ready(draft.entries, signalsField(kind));
  const { settings } = collect(fieldsOf(kind), draft.settings);
  const profile = ownRules(draft, taken)?.id ?? draft.profile;
  return {
    machine: draft.existing === "" ? { ...draft.machine, id, name: draft.machine.name.trim(), profile } : null,
    source: {
      id: sourceId(draft, taken),
      connector: draft.connector,
      machine: draft.device === "" ? id : null,
      devices: draft.device === "" ? {} : { [draft.device]: id },
      settings: kind?.mapped === true && entries.length > 0 ? { ...settings, signals: entries } : settings,
    },
  };
}
