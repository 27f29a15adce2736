/** What follows from what was said in the wizard. */

import { describe, expect, it } from "vitest";

import { candidate, device, kind, mappedKind } from "@/test/setting-up";
import type { Draft } from "./draft";
import { EMPTY, bodies, choose, chooseByHand, isBegun, knownSource, ownRules, reachable } from "./draft";
import { entryFor } from "./mapping/entries";
import { TARGETS } from "./mapping/vocabulary";

const MTCONNECT = kind("mtconnect");
const OPCUA = mappedKind();
const TAKEN = { machines: new Set(["mill"]), sources: new Set<string>(), profiles: new Set(["mill-2"]) };
const FOUND = candidate("mtconnect", [device("Mill")]);

const taken = (given: Partial<Draft> = {}): Draft =>
  choose({ ...EMPTY, address: "10.0.0.1", password: "geheim", found: found(), ...given }, MTCONNECT, FOUND);
const found = () => ({ address: "http://10.0.0.1:5000", candidates: [FOUND], tried: [] });

describe("taking what was found", () => {
  it("takes the best device, the profile that fits best, and the password that was typed", () => {
    const draft = taken();
    expect(draft).toMatchObject({ connector: "mtconnect", device: "Mill", profile: "mtconnect-generic" });
    expect(draft.machine).toMatchObject({ name: "Mill", kind: "milling", manufacturer: "Mazak", model: "QT-250" });
    expect(draft.settings).toMatchObject({ url: "http://10.0.0.1:5000", password: "geheim" });
  });

  it("keeps what was typed for a protocol that is chosen by hand again", () => {
    const once = chooseByHand(EMPTY, MTCONNECT);
    const typed = { ...once, settings: { ...once.settings, url: "http://x" } };
    expect(chooseByHand(typed, MTCONNECT)).toBe(typed);
    expect(chooseByHand(typed, OPCUA).settings.url).toBe("");
  });

  it.each([
    [[["opcua-tool", "opcua", 0] as const, ["opcua-x", "opcua", 9] as const], "opcua-tool"],
    [[["opcua-x", "opcua", 9] as const], "opcua-x"],
    [[["opcua-x", "opcua", 9] as const, ["opcua-y", "opcua", 9] as const], "mtconnect-generic"],
    [[["signal-tower", "", 0] as const], "mtconnect-generic"],
  ])("begins a protocol with the profile that fits: %j", (given, expected) => {
    const profiles = given.map(([id, connector, signals]) => ({ id, connector, signals }));
    expect(chooseByHand(EMPTY, OPCUA, profiles).profile).toBe(expected);
  });
});

describe("the steps", () => {
  it("are reached in their order", () => {
    const known = { kind: MTCONNECT, profiles: [] };
    expect(reachable("found", EMPTY, { kind: undefined, profiles: [] })).toBe(false);
    expect(reachable("place", taken(), known)).toBe(true);
    const empty = { ...taken(), settings: { ...taken().settings, url: "" } };
    expect(reachable("found", empty, known)).toBe(true);
    expect(reachable("signals", empty, known)).toBe(false);
    expect(reachable("done", taken(), known)).toBe(false);
  });

  it("want a signal of a machine that tells none", () => {
    const mute = candidate("opcua", [device("", { signals: [] })]);
    const draft = choose({ ...EMPTY, found: { ...found(), candidates: [mute] } }, OPCUA, mute);
    const known = { kind: OPCUA, profiles: [] };
    expect(reachable("signals", draft, known)).toBe(true);
    expect(reachable("state", draft, known)).toBe(false);
    const [execution] = TARGETS;
    const place = { address: "ns=2;i=5", title: "Run", leaf: true, type: "", units: "", value: "true" };
    const entry = execution === undefined ? [] : [entryFor(execution, [], place, OPCUA.settings.at(-1))];
    expect(reachable("state", { ...draft, entries: entry }, known)).toBe(true);
    expect(reachable("state", draft, { kind: OPCUA, profiles: [{ id: draft.profile, connector: "opcua" }] })).toBe(
      true,
    );
  });

  it("know whether anything would be lost", () => {
    expect(isBegun(EMPTY)).toBe(false);
    expect(isBegun(taken())).toBe(true);
    expect(isBegun({ ...taken(), done: { machine: "m", source: "s" } })).toBe(false);
  });
});

describe("what is sent", () => {
  it("has names that are free, the device, and no setting that is as usual", () => {
    const draft = taken({ address: "10.0.0.1" });
    expect(bodies(draft, MTCONNECT, TAKEN)).toEqual({
      machine: {
        id: "mill-2",
        name: "Mill",
        site: "",
        area: "",
        line: "",
        kind: "milling",
        manufacturer: "Mazak",
        model: "QT-250",
        profile: "mtconnect-generic",
      },
      source: {
        id: "mill-2-mtconnect",
        connector: "mtconnect",
        machine: null,
        devices: { Mill: "mill-2" },
        settings: { url: "http://10.0.0.1:5000", password: "geheim" },
      },
    });
  });

  it("adds a source to a machine that is there", () => {
    const { machine, source } = bodies({ ...taken(), existing: "mill", device: "" }, MTCONNECT, TAKEN);
    expect(machine).toBeNull();
    expect(source).toMatchObject({ id: "mill-mtconnect", machine: "mill", devices: {} });
  });

  it("makes rules that were changed the machine's own, under a free name", () => {
    const draft = { ...taken(), rules: 'id = "mtconnect-generic"\nversion = 7\ntitle = "x"\n' };
    expect(ownRules(draft, TAKEN)).toEqual({
      id: "mill-2-2",
      text: 'id = "mill-2-2"\nversion = 1\ntitle = "x"\n',
    });
    expect(bodies(draft, MTCONNECT, TAKEN).machine?.profile).toBe("mill-2-2");
    expect(ownRules(taken(), TAKEN)).toBeNull();
  });

  it("knows the source that reads the address already", () => {
    const known = candidate("mtconnect", [device("Mill")], {
      problem: { code: "setup_known_source", params: { source: "agent-1" }, text: "" },
    });
    const draft = choose({ ...EMPTY, found: { ...found(), candidates: [known] } }, MTCONNECT, known);
    expect(knownSource(draft)).toBe("agent-1");
    expect(knownSource(taken())).toBe("");
  });
});
