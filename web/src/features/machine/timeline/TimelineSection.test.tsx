/** The timeline on the machine page: signals chosen and drawn, the table, the keys. */

import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it } from "vitest";

import type { SignalInfo } from "@/api";
import { open } from "@/test/app";
import { NOW, detail, list, machine, span, stamp, timeline } from "@/test/plant";

const MACHINE = machine("m1", { name: "Lathe 1" });

const signal = (key: string, given: Partial<SignalInfo> = {}): SignalInfo => ({
  id: key.length,
  key,
  name: key,
  category: "SAMPLE",
  type: "LOAD",
  sub_type: null,
  units: "PERCENT",
  component: "Axes/S",
  representation: "VALUE",
  latest: null,
  ...given,
});

const ANSWERS = {
  "/machines": list([MACHINE]),
  "/machines/m1": detail(MACHINE),
  "/machines/m1/signals": {
    signals: [
      signal("load"),
      signal("speed", { type: "ROTARY_VELOCITY", units: "REVOLUTION/MINUTE" }),
      signal("logic", { category: "CONDITION" }),
      ...Array.from({ length: 6 }, (_, number) => signal(`axis${number}`)),
    ],
  },
  "/machines/m1/timeline": timeline({
    state: [span("02:00:00", "09:00:00", "running"), span("09:00:00", null, "idle")],
  }),
  "/machines/m1/observations": {
    signal: "load",
    from: stamp("02:00:00"),
    to: stamp("10:00:15"),
    reduced: false,
    points: [{ at: stamp("09:30:00"), value: 42.5 }],
  },
};

beforeEach(() => {
  window.localStorage.clear();
});

const chart = (): Promise<HTMLElement> => screen.findByRole("application");

describe("signals under the timeline", () => {
  it("are found by search, drawn with their value, and removed", async () => {
    const { asked } = open("/machines/m1", ANSWERS);
    await chart();
    await userEvent.click(screen.getByRole("button", { name: "Add signals" }));
    await userEvent.type(screen.getByRole("textbox", { name: "Search signals" }), "loa");
    const choices = within(screen.getByRole("list", { name: "Signals to draw under the timeline" }));
    expect(choices.queryByRole("checkbox", { name: /speed/u })).not.toBeInTheDocument();
    await userEvent.click(choices.getByRole("checkbox", { name: /load/u }));
    const plot = await screen.findByRole("region", { name: "load" });
    expect(await within(plot).findByText(/42\.5\s%/u)).toBeInTheDocument();
    expect(asked.some((url) => url.includes("observations?signal=load") && url.includes("max_points="))).toBe(true);
    expect(window.location.search).toBe("?plot=load");
    await userEvent.click(within(plot).getByRole("button", { name: "Remove load" }));
    expect(screen.queryByRole("region", { name: "load" })).not.toBeInTheDocument();
  });

  it("are six at most, and no conditions", async () => {
    const six = ["load", "axis0", "axis1", "axis2", "axis3", "axis4"].map((key) => `plot=${key}`).join("&");
    open(`/machines/m1?${six}`, ANSWERS);
    await chart();
    await userEvent.click(screen.getByRole("button", { name: /Add signals/u }));
    expect(screen.getByText("6 signals are shown; remove one to add another.")).toBeInTheDocument();
    expect(screen.getByRole("checkbox", { name: /speed/u })).toBeDisabled();
    expect(screen.getByRole("checkbox", { name: /axis4/u })).toBeEnabled();
    expect(screen.queryByRole("checkbox", { name: /logic/u })).not.toBeInTheDocument();
  });

  it("are put away with Escape", async () => {
    open("/machines/m1", ANSWERS);
    await chart();
    const button = screen.getByRole("button", { name: "Add signals" });
    await userEvent.click(button);
    await userEvent.keyboard("{Escape}");
    expect(screen.queryByRole("textbox", { name: "Search signals" })).not.toBeInTheDocument();
    expect(button).toHaveFocus();
  });

  it("go on live between two loads", async () => {
    const { deliver } = open("/machines/m1?plot=load", ANSWERS);
    const plot = await screen.findByRole("region", { name: "load" });
    await within(plot).findByText(/42\.5\s%/u);
    const head = { epoch: "e", seq: 1, now: NOW };
    deliver({ ...head, type: "snapshot", machines: [MACHINE] });
    deliver({ ...head, type: "values", machine: "m1", values: { load: { at: stamp("09:59:59"), value: 77.7 } } });
    expect(await within(plot).findByText(/77\.7\s%/u)).toBeInTheDocument();
    deliver({ ...head, type: "values", machine: "m1", values: { load: { at: NOW, value: null } } });
    expect(await within(plot).findByText("no value")).toBeInTheDocument();
  });

  it("say what went wrong in their own place", async () => {
    const broken = { status: 503, title: "Not now", detail: "The store is busy.", code: "busy" };
    open("/machines/m1?plot=load", { ...ANSWERS, "/machines/m1/observations": broken });
    const plot = await screen.findByRole("region", { name: "load" });
    expect(await within(plot).findByText("The store is busy.")).toBeInTheDocument();
  });
});

describe("the timeline without eyes", () => {
  it("is a table", async () => {
    open("/machines/m1", ANSWERS);
    await chart();
    // jsdom opens no details by a click on its summary
    const details = screen.getByText("As a table").closest("details");
    details?.setAttribute("open", "");
    const rows = within(await screen.findByRole("region", { name: "As a table" })).getAllByRole("row");
    expect(rows).toHaveLength(3);
    expect(rows[1]).toHaveTextContent(/StateRunning05:00:0012:00:007\sh 00\sminp@1\/rule/u);
    expect(rows[2]).toHaveTextContent(/Idle12:00:00still going on1\sh 00\smin/u);
  });

  it("is walked along with the keys, told aloud, and explained with Enter", async () => {
    open("/machines/m1", ANSWERS);
    const stage = await chart();
    stage.focus();
    fireEvent.keyDown(stage, { key: "ArrowLeft", shiftKey: true });
    expect(await screen.findByText(/^Idle, 12:00:00 – now · 1\sh 00\smin$/u)).toBeInTheDocument();
    fireEvent.keyDown(stage, { key: "Enter" });
    await waitFor(() => {
      expect(window.location.search).toContain(`at=${Date.UTC(2026, 10, 23, 9)}`);
    });
  });
});

describe("the period", () => {
  it("of a zoom goes on following the present, and 0 brings the chosen one back", async () => {
    const { deliver } = open("/machines/m1", ANSWERS);
    const stage = await chart();
    deliver({ epoch: "e", seq: 1, now: NOW, type: "snapshot", machines: [MACHINE] });
    fireEvent.wheel(stage, { deltaY: -120, clientX: 1_000 });
    await waitFor(() => {
      expect(window.location.search).toMatch(/last=\d+/u);
    });
    fireEvent.keyDown(stage, { key: "0" });
    expect(window.location.search).toBe("?period=8h");
  });
});
