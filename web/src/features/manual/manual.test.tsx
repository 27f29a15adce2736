/** The manual workplace on a machine's page, over an in-memory server. */

import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it } from "vitest";

import type { Manual, ManualEntry } from "@/api/manual";
import type { Opened } from "@/test/app";
import { open } from "@/test/app";
import { NOW, STATES, detail, list, machine, stamp, timeline } from "@/test/plant";
// Loaded beforehand: both are lazy, and the first test would wait for them.
import "@/features/manual";

const MACHINE = machine("m1", { name: "Press 1", protocol: "manual" });
const ENTRY: ManualEntry = {
  key: "key-1",
  author: "Ivanov",
  comment: "",
  said: NOW,
  at: stamp("09:30:00"),
  state: "running",
  program: null,
  parts: null,
  scrap: null,
  undone: false,
};
const CHOICES = ["running", "idle", "off"].flatMap((code) => {
  const look = STATES.find((state) => state.code === code);
  return look === undefined
    ? []
    : [{ code, text: look.words.en, base: look.base, color: look.color, shape: look.shape }];
});
const MANUAL: Manual = {
  machine: "m1",
  source: "m1-manual",
  link: "up",
  now: NOW,
  earliest: stamp("02:00:00"),
  state: { code: "running", text: "Running", since: stamp("09:30:00"), said: NOW, author: "Ivanov", holds: true },
  program: "O1234",
  choices: CHOICES,
  entries: [ENTRY],
  undo: "key-1",
};
const said = (given: Partial<ManualEntry>) => ({
  entry: { ...ENTRY, state: null, ...given },
  manual: MANUAL,
  warnings: [],
});

async function openPanel(more: Record<string, unknown> = {}): Promise<[HTMLElement, Opened]> {
  const base = detail(MACHINE);
  const sources = base.sources.map((source) => ({ ...source, connector: "manual" }));
  const opened = open("/machines/m1", {
    "/machines": list([MACHINE]),
    "/machines/m1": { ...base, sources },
    "/machines/m1/signals": { signals: [] },
    "/machines/m1/timeline": timeline(),
    "/machines/m1/manual": MANUAL,
    ...more,
  });
  await screen.findByRole("group", { name: "State" });
  return [screen.getByRole("region", { name: "What does the machine do?" }), opened];
}

const sentTo = ({ sent }: Opened, path: string) => sent.filter((one) => one.path === path).map(({ body }) => body);

beforeEach(() => {
  window.localStorage.clear();
});

describe("the manual workplace", () => {
  it("enters a state at one press, and says what was entered", async () => {
    const [panel, opened] = await openPanel({ "POST /machines/m1/manual": said({ state: "idle" }) });
    expect(within(panel).getByRole("button", { name: "Running" })).toHaveAttribute("aria-pressed", "true");
    expect(panel).toHaveTextContent("Running since 12:30:00, entered by Ivanov");
    await userEvent.click(within(panel).getByRole("button", { name: "Idle" }));
    expect(await within(panel).findByText("Entered: Idle")).toBeInTheDocument();
    const [body] = sentTo(opened, "/machines/m1/manual");
    expect(body).toEqual({ key: expect.stringMatching(/^[0-9a-f-]{36}$/u) as string, state: "idle" });
  });

  it("counts in steps and by number, from an earlier moment and with a comment", async () => {
    const [panel, opened] = await openPanel({ "POST /machines/m1/manual": said({ parts: 12 }) });
    await userEvent.click(within(panel).getByRole("button", { name: "Add good parts: 5" }));
    await within(panel).findByText("Entered: +12 good");
    await userEvent.click(within(panel).getByRole("button", { name: "15 min ago" }));
    await userEvent.type(within(panel).getByRole("textbox", { name: "Comment" }), "second batch");
    const number = within(panel).getByRole("textbox", { name: "Scrap: Another number" });
    await userEvent.type(number, "0{Enter}");
    expect(sentTo(opened, "/machines/m1/manual")).toHaveLength(1);
    await userEvent.clear(number);
    await userEvent.type(number, "3{Enter}");
    await waitFor(() => {
      expect(number).toHaveValue("");
    });
    expect(sentTo(opened, "/machines/m1/manual")).toMatchObject([
      { parts: 5 },
      { scrap: 3, at: "2026-11-23T09:45:00.000Z", comment: "second batch" },
    ]);
    expect(within(panel).getByRole("button", { name: "now" })).toHaveAttribute("aria-pressed", "true");
  });

  it("does not enter what holds from a time that cannot be read", async () => {
    const [panel, opened] = await openPanel();
    await userEvent.click(within(panel).getByRole("button", { name: "time" }));
    await userEvent.type(within(panel).getByRole("textbox", { name: "time" }), "25:00");
    await userEvent.click(within(panel).getByRole("button", { name: "Off" }));
    expect(within(panel).getByText("Write the time as HH:MM, not later than now.")).toBeInTheDocument();
    expect(opened.sent).toEqual([]);
  });

  it("takes the last entry back, and the same press twice is one act", async () => {
    const refused = { status: 503, title: "Not now", detail: "The disk is full.", code: "store_full" };
    const [panel, opened] = await openPanel({ "POST /machines/m1/manual/undo": refused });
    const undo = within(panel).getByRole("button", { name: "Take back: Running" });
    await userEvent.click(undo);
    expect(await within(panel).findByText("The disk is full.")).toBeInTheDocument();
    await userEvent.click(undo);
    await waitFor(() => {
      expect(sentTo(opened, "/machines/m1/manual/undo")).toHaveLength(2);
    });
    const [first, second] = sentTo(opened, "/machines/m1/manual/undo");
    expect(first).toMatchObject({ entry: "key-1" });
    expect(second).toEqual(first);
  });

  it("is not there for a machine with signals", async () => {
    open("/machines/m1", {
      "/machines": list([MACHINE]),
      "/machines/m1": detail(MACHINE),
      "/machines/m1/signals": { signals: [] },
      "/machines/m1/timeline": timeline(),
    });
    await screen.findByRole("heading", { level: 1, name: "Press 1" });
    expect(screen.queryByRole("region", { name: "What does the machine do?" })).not.toBeInTheDocument();
  });
});
