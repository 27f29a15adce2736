/** The application as a person meets it: the board, a machine, a lost connection, another language. */

import { act, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it } from "vitest";

import { open } from "@/test/app";
import { NOW, detail, inState, list, machine, span, stamp, timeline } from "@/test/plant";

const head = { epoch: "e", seq: 1, now: NOW };
const PLANT = [
  machine("m1", { name: "Lathe 1" }),
  machine("m2", {
    name: "Mill 2",
    area: "Shop 2",
    state: inState("no_data", NOW, "link_down"),
    program: null,
    link: "down",
    parts: { count: null, inferred: false, since: NOW },
  }),
];
const MACHINE = PLANT[0] ?? machine("m1");
const EXPLANATION = {
  at: stamp("09:00:00"),
  span: span("08:50:00", "09:10:00", "alarm"),
  state: "alarm",
  reason: null,
  rule: { id: "fault", profile: "mtconnect-generic", version: "1", text: "conditions has FAULT" },
  values: [
    {
      signal: "exec",
      role: "execution",
      known: true,
      value: "STOPPED",
      at: stamp("08:55:00"),
      source_at: stamp("08:55:00"),
      received_at: stamp("08:55:01"),
      quality: "good",
      session: "17",
      sequence: 4711,
    },
  ],
  condition: {
    text: "all of",
    result: true,
    children: [
      { text: "conditions has FAULT", result: true, children: [] },
      { text: "execution is ACTIVE", result: false, children: [] },
      { text: "door is OPEN", result: null, children: [] },
    ],
  },
  earlier_rules: [
    { id: "unavailable", text: "x", result: false, condition: { text: "x", result: false, children: [] } },
  ],
  coverage: { start: stamp("02:00:00"), end: null },
};
const ANSWERS = {
  "/machines": list(PLANT),
  "/machines/m1": detail(MACHINE),
  "/machines/m1/signals": {
    signals: [
      {
        id: 1,
        key: "exec",
        name: "execution",
        category: "EVENT",
        type: "EXECUTION",
        sub_type: null,
        units: null,
        component: "Controller",
        representation: "VALUE",
        latest: { at: NOW, value: "ACTIVE", quality: "good" },
      },
    ],
  },
  "/machines/m1/timeline": timeline({
    alarm: [span("08:50:00", "09:10:00", "logic:1012", { code: "1012", level: "FAULT", message: "Spindle overload" })],
    cycle: [span("03:00:00", "03:10:00", "O1", { outcome: "completed" })],
  }),
  "/machines/m1/explain": EXPLANATION,
};

const tile = (name: string): HTMLElement => {
  const item = screen.getByRole("link", { name }).closest("li");
  if (item === null) {
    throw new Error(`${name} is on no tile`);
  }
  return item;
};

beforeEach(() => {
  window.localStorage.clear();
});

describe("the plant board", () => {
  it("shows every machine with state, program, parts and why there is no data", async () => {
    open("/", ANSWERS);
    await screen.findByRole("link", { name: "Lathe 1" });
    expect(tile("Lathe 1")).toHaveTextContent("Running");
    expect(tile("Lathe 1")).toHaveTextContent("O1234");
    expect(tile("Lathe 1")).toHaveTextContent("42");
    expect(tile("Lathe 1")).toHaveTextContent(/4\smin 05\ss/u);
    expect(tile("Mill 2")).toHaveTextContent("The link to the machine is down");
    expect(tile("Mill 2")).toHaveTextContent("no program");
    expect(screen.getByRole("heading", { name: /Shop 2/u })).toHaveTextContent("0 of 1 running");
  });

  it("changes live", async () => {
    const { deliver } = open("/", ANSWERS);
    await screen.findByRole("link", { name: "Lathe 1" });
    deliver({ ...head, type: "snapshot", machines: PLANT });
    deliver({
      ...head,
      type: "machine",
      machine: machine("m1", {
        name: "Lathe 1",
        state: inState("alarm"),
        alarms: { fault: 2, warning: 0, first: { code: "1012", message: "Spindle overload", since: NOW } },
      }),
    });
    expect(tile("Lathe 1")).toHaveTextContent("Alarm");
    expect(tile("Lathe 1")).toHaveTextContent("1012 · Spindle overload");
    expect(tile("Lathe 1")).toHaveTextContent("and 1 more");
    expect(screen.getByRole("button", { name: "1 Alarm" })).toBeInTheDocument();
  });

  it("filters by state and by search, keeps both in the address, and says when nothing is left", async () => {
    open("/", ANSWERS);
    await screen.findByRole("link", { name: "Lathe 1" });
    await userEvent.click(screen.getByRole("button", { name: "1 No data" }));
    expect(screen.queryByRole("link", { name: "Lathe 1" })).not.toBeInTheDocument();
    expect(window.location.search).toBe("?state=no_data");
    await userEvent.type(screen.getByRole("textbox"), "lathe");
    expect(screen.getByText("No machine matches the filters")).toBeInTheDocument();
    expect(screen.getByText("Shown: 0 of 2")).toBeInTheDocument();
    await userEvent.click(screen.getAllByRole("button", { name: "Clear the filters" })[0] ?? document.body);
    expect(screen.getByRole("link", { name: "Lathe 1" })).toBeInTheDocument();
    expect(window.location.search).toBe("");
  });

  it("says what to do when no machine is configured", async () => {
    open("/", { "/machines": list([]) });
    expect(await screen.findByText("No machine is configured yet")).toBeInTheDocument();
  });

  it("says what is wrong when the list cannot be had, and can try again", async () => {
    const { asked } = open("/", {
      "/machines": { status: 503, title: "Not now", detail: "The disk is full.", code: "store_full" },
    });
    expect(await screen.findByText("The disk is full.")).toBeInTheDocument();
    await userEvent.click(screen.getByRole("button", { name: "Try again" }));
    await waitFor(() => {
      expect(asked.filter((url) => url === "/api/v1/machines")).toHaveLength(2);
    });
  });
});

describe("the frame", () => {
  it("says how old the screen is when the connection is lost, and stops saying so", async () => {
    const { transport, deliver, timers } = open("/", ANSWERS);
    await screen.findByRole("link", { name: "Lathe 1" });
    deliver({ ...head, type: "snapshot", machines: PLANT });
    expect(screen.queryByRole("alert")).not.toBeInTheDocument();
    act(() => {
      transport.latest().end();
    });
    expect(screen.getByRole("alert")).toHaveTextContent("What you see is as of 13:00:00");
    expect(screen.getByRole("banner")).toHaveTextContent("Connection lost");
    act(() => {
      timers.pass(300);
    });
    deliver({ ...head, type: "snapshot", machines: PLANT });
    expect(screen.queryByRole("alert")).not.toBeInTheDocument();
  });

  it("speaks the other language at once and remembers it", async () => {
    open("/", ANSWERS);
    await screen.findByRole("link", { name: "Lathe 1" });
    await userEvent.click(screen.getByRole("radio", { name: "РУ" }));
    expect(tile("Lathe 1")).toHaveTextContent("В работе");
    expect(document.documentElement.lang).toBe("ru");
    expect(window.localStorage.getItem("dispatcher.language")).toBe("ru");
  });

  it("says so when there is no such page", async () => {
    open("/nowhere", ANSWERS);
    expect(await screen.findByText("There is no such page")).toBeInTheDocument();
  });
});

describe("the timeline of the plant", () => {
  const ROWS = {
    from: stamp("02:00:00"),
    to: stamp("10:04:00"),
    now: NOW,
    track: "state",
    machines: [{ id: "m1", spans: [[Date.UTC(2026, 10, 23, 8), null, "running"]] }],
  };

  it("has a line for each machine with its share of running time, and finds machines", async () => {
    const { asked } = open("/timeline", { ...ANSWERS, "/timelines": ROWS });
    const chart = await screen.findByRole("region", { name: "States of the machines over time" });
    expect(within(chart).getByRole("link", { name: "Lathe 1" })).toHaveAttribute("href", "/machines/m1");
    expect(await within(chart).findByText("100.0%")).toBeInTheDocument();
    expect(asked.some((url) => url.includes("/timelines?from=2026-11-23T02%3A05%3A00.000Z"))).toBe(true);
    await userEvent.type(screen.getByRole("textbox", { name: /Search/u }), "mill");
    expect(screen.queryByRole("link", { name: "Lathe 1" })).not.toBeInTheDocument();
    expect(window.location.search).toBe("?q=mill");
  });

  it("is reached from every page", async () => {
    open("/", ANSWERS);
    await userEvent.click(await screen.findByRole("link", { name: "Timeline" }));
    expect(await screen.findByRole("heading", { level: 1, name: "Timeline" })).toBeInTheDocument();
  });
});

describe("the machine page", () => {
  it("shows what the machine does, its alarms and its time", async () => {
    open("/machines/m1", ANSWERS);
    expect(await screen.findByRole("heading", { level: 1, name: "Lathe 1" })).toBeInTheDocument();
    const alarms = await screen.findByRole("region", { name: "Alarms" });
    expect(within(alarms).getByText("Spindle overload")).toBeInTheDocument();
    const totals = screen.getByRole("region", { name: "Time by state" });
    expect(totals).toHaveTextContent(/No data4\sh 00\smin50\.0%/u);
    expect(totals).toHaveTextContent(/Whole period8\sh 00\smin/u);
  });

  it("explains a moment: rule, condition with what is unknown, values with their origin", async () => {
    const { asked } = open("/machines/m1", ANSWERS);
    const alarms = await screen.findByRole("region", { name: "Alarms" });
    await userEvent.click(within(alarms).getByRole("button", { name: "11:50:00" }));
    const panel = screen.getByRole("region", { name: "Why this state?" });
    expect(await within(panel).findByText("fault")).toBeInTheDocument();
    expect(within(panel).getByText("door is OPEN").parentElement).toHaveTextContent("not known");
    expect(within(panel).getByText("execution is ACTIVE").parentElement).toHaveTextContent("does not hold");
    expect(panel).toHaveTextContent("STOPPED");
    expect(panel).toHaveTextContent("17 / 4711");
    expect(panel).toHaveTextContent("1 rule came before and did not hold");
    expect(asked.some((url) => url.includes("explain?at=2026-11-23T08%3A50%3A00.000Z"))).toBe(true);
    expect(screen.getByLabelText("Moment (site time)")).toHaveValue("2026-11-23 11:50:00");
  });

  it("lets a moment be typed, and says how when it was mistyped", async () => {
    open("/machines/m1", ANSWERS);
    const field = await screen.findByLabelText("Moment (site time)");
    await userEvent.type(field, "noon{Enter}");
    expect(screen.getByText("Write it as year-month-day hours:minutes:seconds")).toBeInTheDocument();
    await userEvent.clear(field);
    await userEvent.type(field, "2026-11-23 12:00:00{Enter}");
    expect(await screen.findByText("fault")).toBeInTheDocument();
    expect(window.location.search).toContain(`at=${Date.UTC(2026, 10, 23, 9)}`);
  });

  it("shows signals with live values and the health of the sources", async () => {
    const { deliver, transport } = open("/machines/m1?tab=signals", ANSWERS);
    const signals = await screen.findByRole("region", { name: "Signals" });
    expect(await within(signals).findByText("ACTIVE")).toBeInTheDocument();
    expect(transport.latest().received.at(-1)).toBe('{"type":"subscribe","machines":["m1"]}');
    deliver({ ...head, type: "snapshot", machines: PLANT });
    deliver({ ...head, type: "values", machine: "m1", values: { exec: { at: NOW, value: "FEED_HOLD" } } });
    expect(within(signals).getByText("FEED_HOLD")).toBeInTheDocument();
    await userEvent.click(screen.getByRole("tab", { name: "Sources" }));
    expect(await screen.findByText(/Nobody answers at 10\.0\.0\.1\./u)).toBeInTheDocument();
    expect(screen.getByText("Clock differs by").nextSibling).toHaveTextContent(/7\ss/u);
  });

  it("corrects the loaded timeline live", async () => {
    const { deliver } = open("/machines/m1", ANSWERS);
    const alarms = await screen.findByRole("region", { name: "Alarms" });
    const spans = [span("09:30:00", null, "logic:7", { code: "7", level: "WARNING", message: "Coolant low" })];
    deliver({ ...head, type: "spans", machine: "m1", track: "alarm", start: stamp("09:30:00"), end: null, spans });
    const row = (await within(alarms).findByText("Coolant low")).closest("tr");
    expect(row).toHaveTextContent("still going on");
  });

  it("keeps a correction that overtook the answer it belongs on", async () => {
    let arrive: (answer: unknown) => void = () => undefined;
    const late = new Promise((resolve) => {
      arrive = resolve;
    });
    const { deliver } = open("/machines/m1", { ...ANSWERS, "/machines/m1/timeline": late });
    await screen.findByRole("heading", { level: 1, name: "Lathe 1" });
    const spans = [span("09:30:00", null, "logic:7", { code: "7", level: "WARNING", message: "Coolant low" })];
    deliver({ ...head, type: "spans", machine: "m1", track: "alarm", start: stamp("09:30:00"), end: null, spans });
    arrive(ANSWERS["/machines/m1/timeline"]);
    expect(await screen.findByText("Coolant low")).toBeInTheDocument();
    expect(screen.getByText("Spindle overload")).toBeInTheDocument();
  });

  it("says so when there is no such machine", async () => {
    open("/machines/ghost", { "/machines": list(PLANT) });
    expect(await screen.findByText("There is no machine “ghost”")).toBeInTheDocument();
  });
});
