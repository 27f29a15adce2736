/** The wizard over an in-memory server: from an address to a machine that runs. */

import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it } from "vitest";

import type { Opened } from "@/test/app";
import { open } from "@/test/app";
import { list, machine } from "@/test/plant";
import { candidate, device, kind, mappedKind, trial } from "@/test/setting-up";
// Loaded beforehand: the page is lazy, and the first test would wait for it.
import "@/features/connect";

const FOUND = { address: "http://10.0.0.1:5000", candidates: [candidate("mtconnect", [device("Mill")])], tried: [] };
const ANSWERS = {
  "/machines": list([machine("m1", { name: "Lathe 1", area: "Shop 1" })]),
  "/sources": { sources: [] },
  "/profiles": { profiles: [] },
  "/connectors": { connectors: [kind("mtconnect"), mappedKind(), kind("s7", { available: false, extra: "s7" })] },
  "POST /setup/recognise": FOUND,
  "POST /setup/trials": trial(),
  "/setup/trials/t1": trial(),
  "PUT /setup/trials/t1": trial(),
  "DELETE /setup/trials/t1": {},
  "POST /setup/connect": { machine: "mill", source: "mill-mtconnect" },
};

const openAt = (path = "/connections/new", more: Record<string, unknown> = {}): Opened =>
  open(path, { ...ANSWERS, ...more });
const sentTo = ({ sent }: Opened, path: string) => sent.filter((one) => one.path === path).map(({ body }) => body);
const preview = (): HTMLElement => screen.getByRole("region", { name: "Live preview" });
const next = (): Promise<void> => userEvent.click(screen.getByRole("button", { name: "Next" }));

async function look(address = "10.0.0.1"): Promise<void> {
  await userEvent.type(await screen.findByRole("textbox", { name: "Address" }), `${address}{Enter}`);
}

beforeEach(() => {
  window.localStorage.clear();
});

describe("the wizard", () => {
  it("leads from an address to a machine on the board", async () => {
    const opened = openAt();
    await look();
    expect(await screen.findByRole("radio", { name: /^Mill/u })).toBeChecked();
    expect(await within(preview()).findByText("Running", { selector: "p" })).toBeInTheDocument();
    expect(preview()).toHaveTextContent("1,234 values, 2.5/s");
    await next();
    expect(screen.getByRole("radio", { name: /Any MTConnect machine/u })).toHaveTextContent("state now: Running");
    expect(screen.getByRole("radio", { name: /Signal tower/u })).toHaveTextContent("lacks: green");
    expect(screen.getByRole("group", { name: "Signals" })).toHaveTextContent("42 %");
    await next();
    await next();
    const name = screen.getByRole("textbox", { name: /^Name/u });
    expect(name).toHaveValue("Mill");
    await userEvent.clear(name);
    await userEvent.click(screen.getByRole("button", { name: "Connect" }));
    expect(screen.getByText("A name is needed.")).toBeInTheDocument();
    await userEvent.type(name, "Фрезерный 7");
    await userEvent.click(screen.getByRole("button", { name: "Connect" }));
    expect(await screen.findByRole("heading", { name: "Фрезерный 7 is connected" })).toBeInTheDocument();
    expect(screen.getByRole("link", { name: "To the machine" })).toHaveAttribute("href", "/machines/mill");
    expect(sentTo(opened, "/setup/connect")).toHaveLength(1);
    expect(sentTo(opened, "/setup/connect")[0]).toMatchObject({
      machine: { id: "frezernyy-7", name: "Фрезерный 7", profile: "mtconnect-generic" },
      source: {
        id: "frezernyy-7-mtconnect",
        devices: { Mill: "frezernyy-7" },
        settings: { url: "http://10.0.0.1:5000" },
      },
    });
    await waitFor(() => {
      expect(opened.asked).toContain("/api/v1/setup/trials/t1");
    });
  });

  it("says what each protocol met where nobody was understood", async () => {
    const problem = { code: "mtconnect_unreachable", params: {}, text: "Nobody answers at 10.0.0.1:5000." };
    openAt("/connections/new?address=10.0.0.1", {
      "POST /setup/recognise": { ...FOUND, candidates: [], tried: [{ connector: "x", title: "Agent", problem }] },
    });
    const address = await screen.findByRole("textbox", { name: "Address" });
    expect(address).toHaveValue("10.0.0.1");
    await userEvent.click(screen.getByRole("button", { name: "Find out what is there" }));
    const told = await screen.findByRole("alert");
    expect(told).toHaveTextContent("Nobody answers at 10.0.0.1:5000.");
  });

  it("shows a refusal beside the address", async () => {
    openAt("/connections/new", {
      "POST /setup/recognise": {
        ...{ status: 422, title: "Invalid", code: "address_not_allowed" },
        detail: "8.8.8.8 is outside the plant's networks (setup.allow).",
      },
    });
    await look("8.8.8.8");
    expect(await screen.findByText("8.8.8.8 is outside the plant's networks (setup.allow).")).toBeInTheDocument();
    expect(screen.getByRole("textbox", { name: "Address" })).toHaveAttribute("aria-invalid", "true");
  });

  it("keeps everything on the way back and forth", async () => {
    const opened = openAt();
    await look();
    await screen.findByRole("radio", { name: /^Mill/u });
    await userEvent.click(screen.getByText(/more settings/u));
    const interval = screen.getByLabelText(/^Interval/u);
    await userEvent.clear(interval);
    await userEvent.type(interval, "500");
    await next();
    await userEvent.click(screen.getByRole("radio", { name: /Signal tower/u }));
    await userEvent.click(screen.getByRole("button", { name: "Back" }));
    expect(screen.getByLabelText(/^Interval/u)).toHaveValue("500");
    await userEvent.click(screen.getByRole("button", { name: "Address" }));
    expect(screen.getByRole("textbox", { name: "Address" })).toHaveValue("10.0.0.1");
    window.history.back();
    expect(await screen.findByLabelText(/^Interval/u)).toHaveValue("500");
    await next();
    expect(screen.getByRole("radio", { name: /Signal tower/u })).toBeChecked();
    await waitFor(() => {
      expect(sentTo(opened, "/setup/trials").at(-1)).toMatchObject({
        profile: "signal-tower",
        settings: { interval_ms: 500 },
      });
    });
  });

  it("asks before it is left, and not once it is done", async () => {
    openAt();
    await look();
    await screen.findByRole("radio", { name: /^Mill/u });
    const stops = screen.getByRole("link", { name: "Stops" });
    await userEvent.click(stops);
    const dialog = screen.getByRole("dialog", { name: "Leave the wizard?" });
    expect(window.location.pathname).toBe("/connections/new");
    await userEvent.click(within(dialog).getByRole("button", { name: "Stay" }));
    expect(screen.queryByRole("dialog")).not.toBeInTheDocument();
    await userEvent.click(stops);
    await userEvent.click(within(screen.getByRole("dialog")).getByRole("button", { name: "Leave" }));
    expect(window.location.pathname).toBe("/stops");
  });

  it("tries changed rules on the minutes at hand and makes them the machine's own", async () => {
    const opened = openAt("/connections/new", { "PUT /profiles/mill": {} });
    await look();
    await screen.findByRole("radio", { name: /^Mill/u });
    await within(preview()).findByText("Running", { selector: "p" });
    await userEvent.click(screen.getByRole("button", { name: "State" }));
    const text = screen.getByRole("textbox", { name: "Text of the rules (TOML)" });
    fireEvent.change(text, { target: { value: 'id = "mtconnect-generic"\nversion = 3\n# mine\n' } });
    expect(screen.getByText(/become this machine's own profile, “mill”/u)).toBeInTheDocument();
    await waitFor(() => {
      expect(sentTo(opened, "/setup/trials/t1").at(-1)).toMatchObject({
        profile_text: 'id = "mtconnect-generic"\nversion = 3\n# mine\n',
      });
    });
    await next();
    await userEvent.click(screen.getByRole("button", { name: "Connect" }));
    await screen.findByRole("heading", { name: "Mill is connected" });
    expect(sentTo(opened, "/profiles/mill")).toEqual([
      { text: 'id = "mill"\nversion = 1\n# mine\n', effective_from: null },
    ]);
    expect(sentTo(opened, "/setup/connect")[0]).toMatchObject({ machine: { profile: "mill" } });
  });

  it("shows the line of rules that cannot be used, and does not go on", async () => {
    openAt("/connections/new", {
      "PUT /setup/trials/t1": {
        ...{ status: 422, title: "Invalid", code: "profile_bad", detail: "There is no role “exec”." },
        params: { where: "line 2" },
      },
    });
    await look();
    await screen.findByRole("radio", { name: /^Mill/u });
    await within(preview()).findByText("Running", { selector: "p" });
    await userEvent.click(screen.getByRole("button", { name: "State" }));
    fireEvent.change(screen.getByRole("textbox", { name: "Text of the rules (TOML)" }), { target: { value: "a\nb" } });
    expect((await screen.findAllByText("There is no role “exec”."))[0]).toBeInTheDocument();
    expect(screen.getByRole("button", { name: "Next" })).toBeDisabled();
    await userEvent.click(screen.getByRole("button", { name: "As in the profile" }));
    expect(screen.getByRole("button", { name: "Next" })).toBeEnabled();
  });

  it("begins the preview anew where it has ended by itself", async () => {
    const gone = { status: 404, title: "Gone", detail: "It has ended.", code: "trial_unknown" };
    const opened = openAt("/connections/new", { "/setup/trials/t1": gone });
    await look();
    await screen.findByRole("radio", { name: /^Mill/u });
    await waitFor(
      () => {
        expect(sentTo(opened, "/setup/trials").length).toBeGreaterThan(1);
      },
      { timeout: 5_000 },
    );
  });

  it("says why the link cannot be opened beside the field it is about", async () => {
    openAt("/connections/new", {
      "POST /setup/trials": {
        ...{ status: 422, title: "Invalid", code: "setting_invalid", params: { field: "url" } },
        detail: "Write the address like http://host:5000.",
      },
    });
    await look();
    await screen.findByRole("radio", { name: /^Mill/u });
    expect(await screen.findByLabelText(/^Address/u)).toHaveAttribute("aria-invalid", "true");
    expect(preview()).toHaveTextContent("The preview cannot begin");
  });

  it("does not offer what is not installed, and says how to get it", async () => {
    openAt();
    const missing = await screen.findByRole("button", { name: /s7/u });
    expect(missing).toBeDisabled();
    expect(missing).toHaveTextContent("pip install dispatcher[s7]");
  });
});

describe("the mapping", () => {
  const PLACES = {
    places: [
      { address: "ns=2;s=PLC", title: "PLC", leaf: false, type: "", units: "", value: "" },
      { address: "ns=2;s=Run", title: "Run", leaf: true, type: "Boolean", units: "", value: "True" },
      { address: "ns=2;s=Prog", title: "Prog", leaf: true, type: "String", units: "", value: "O1" },
    ],
    truncated: false,
  };

  async function openMapping(): Promise<Opened> {
    const opened = openAt("/connections/new", {
      "POST /setup/browse": PLACES,
      "POST /setup/recognise": { ...FOUND, candidates: [candidate("opcua", [device("", { signals: [] })])] },
      "POST /setup/trials": trial({ signals: [] }),
      "/setup/trials/t1": trial({ signals: [] }),
    });
    await look("opc.tcp://10.0.0.5");
    await screen.findByText("What was found");
    await next();
    await screen.findByRole("button", { name: /^Run/u });
    return opened;
  }

  it("puts a place on a signal by two presses, with words for its values", async () => {
    const opened = await openMapping();
    expect(preview()).toHaveTextContent("Say at least one signal");
    expect(screen.getByRole("button", { name: "Next" })).toBeDisabled();
    await userEvent.click(screen.getByRole("button", { name: /^Run/u }));
    const zone = screen.getByRole("group", { name: "Program runs (EXECUTION)" });
    await userEvent.click(within(zone).getByRole("button", { name: "Put “Run” here" }));
    const entry = within(zone).getByRole("article", { name: "Run" });
    const words = within(entry).getAllByRole("combobox", { name: "It means" });
    expect(words.map((word) => (word as HTMLSelectElement).value)).toEqual(["ACTIVE", "READY"]);
    await userEvent.selectOptions(words[1] ?? entry, "STOPPED");
    await waitFor(() => {
      expect(sentTo(opened, "/setup/trials")[0]).toMatchObject({
        settings: { signals: [{ key: "execution", node: "ns=2;s=Run" }] },
      });
    });
    await waitFor(() => {
      const told = [...sentTo(opened, "/setup/trials/t1"), ...sentTo(opened, "/setup/trials")];
      expect(JSON.stringify(told)).toContain('"0":"STOPPED"');
    });
    expect(screen.getByRole("button", { name: "Next" })).toBeEnabled();
  });

  it("puts a place on a signal by dragging", async () => {
    await openMapping();
    const dataTransfer = { setData: () => undefined, effectAllowed: "", dropEffect: "" };
    fireEvent.dragStart(screen.getByRole("button", { name: /^Prog/u }), { dataTransfer });
    const zone = screen.getByRole("group", { name: "Program name" });
    fireEvent.dragOver(zone, { dataTransfer });
    fireEvent.drop(zone, { dataTransfer });
    expect(within(zone).getByRole("article", { name: "Prog" })).toBeInTheDocument();
    await userEvent.click(within(zone).getByRole("button", { name: "Take Prog away" }));
    expect(within(zone).queryByRole("article")).not.toBeInTheDocument();
  });

  it("searches what was opened, and looks deeper", async () => {
    const opened = await openMapping();
    await userEvent.type(screen.getByRole("textbox", { name: "Search places" }), "prog");
    expect(screen.queryByRole("button", { name: /^Run/u })).not.toBeInTheDocument();
    expect(screen.getByRole("button", { name: /^Prog/u })).toBeInTheDocument();
    await userEvent.click(screen.getByRole("button", { name: "Look deeper" }));
    await waitFor(() => {
      expect(sentTo(opened, "/setup/browse").map(({ folder }) => folder)).toContain("ns=2;s=PLC");
    });
  });
});
