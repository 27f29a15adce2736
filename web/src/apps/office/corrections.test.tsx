/** Correcting time as a person does it: on the machine page and in the list of stops. */

import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it } from "vitest";

import { open } from "@/test/app";
import { NOW, detail, list, machine, stamp, timeline } from "@/test/plant";
import { account, choice, correction, stop, stretch } from "@/test/time";

const PLANT = [machine("m1", { name: "Lathe 1" }), machine("m2", { name: "Mill 2" })];
const REASONS = {
  reasons: [choice("no_tool", { words: { en: "No tool", ru: "Нет инструмента" } }), choice("no_job", { order: 1 })],
};
const MADE = correction(8, "reason", { value: "no_tool" });
const MACHINE = {
  "/machines": list(PLANT),
  "/machines/m1": detail(PLANT[0] ?? machine("m1")),
  "/machines/m1/signals": { signals: [] },
  "/machines/m1/timeline": timeline(),
  "/machines/m1/account": account([
    stretch("07:00:00", "08:00:00", { base: "running" }),
    { ...stretch("08:00:00", "08:30:00"), start: "2026-11-23T08:00:00.000007Z" },
    stretch("08:30:00", "10:00:00", { open: true, stop: stamp("08:30:00"), reason: "no_job", corrections: [3] }),
  ]),
  "/machines/m1/corrections": {
    corrections: [correction(3, "reason", { value: "no_job", author: "Kim" })],
    last: 7,
  },
  "/reasons": REASONS,
  "POST /machines/m1/corrections": { corrections: [MADE], warnings: [] },
  "POST /corrections/8/undo": { corrections: [correction(9, "undo", { target: 8 })], warnings: [] },
  "POST /corrections/3/undo": { corrections: [correction(9, "undo", { target: 3 })], warnings: [] },
};

beforeEach(() => {
  window.localStorage.clear();
});

const stops = async () => {
  // The first page loads its code: on a busy machine that takes a while.
  await userEvent.click(await screen.findByRole("tab", { name: /Stops/u }, { timeout: 5_000 }));
  return screen.findByRole("region", { name: "Stops" });
};

describe("on the machine page", () => {
  it("a stop gets its reason by two taps, with the author's name, and the act can be taken back", async () => {
    window.localStorage.setItem("dispatcher.author", "Иван Петров");
    const { sent } = open("/machines/m1", MACHINE);
    await userEvent.click(within(await stops()).getByRole("button", { name: "Give a reason" }));
    const dialog = await screen.findByRole("dialog");
    expect(dialog).toHaveTextContent("No reason yet");
    await userEvent.click(within(dialog).getByRole("button", { name: "No tool" }));
    await waitFor(() => {
      expect(screen.queryByRole("dialog")).not.toBeInTheDocument();
    });
    expect(sent[0]).toMatchObject({ author: "Иван Петров", path: "/machines/m1/corrections" });
    expect(sent[0]?.body).toMatchObject({
      kind: "reason",
      start: "2026-11-23T08:00:00.000007Z",
      end: stamp("08:30:00"),
      value: "no_tool",
      seen: 7,
    });
    const bar = screen.getByText("Reason: No tool").closest("[role=status]");
    await userEvent.click(within(bar as HTMLElement).getByRole("button", { name: "Undo" }));
    await waitFor(() => {
      expect(sent.at(-1)).toMatchObject({ path: "/corrections/8/undo", body: { whole: true } });
    });
    expect(new Set(sent.map(({ body }) => body.key)).size).toBe(2);
  });

  it("a stop that lasts is said to last, and its reason can begin earlier", async () => {
    const { sent } = open("/machines/m1", MACHINE);
    await userEvent.click(within(await stops()).getByRole("button", { name: "Correct" }));
    const dialog = await screen.findByRole("dialog");
    await userEvent.click(within(dialog).getByRole("button", { name: "No tool" }));
    await waitFor(() => {
      expect(sent[0]?.body).toMatchObject({ kind: "reason", start: stamp("08:30:00"), end: null });
    });
  });

  it("the same act keeps its key until it has succeeded", async () => {
    const refusal = { status: 409, title: "Conflict", detail: "Kim was quicker.", code: "correction_overtaken" };
    const { sent } = open("/machines/m1", { ...MACHINE, "POST /machines/m1/corrections": refusal });
    await userEvent.click(within(await stops()).getByRole("button", { name: "Give a reason" }));
    const dialog = await screen.findByRole("dialog");
    await userEvent.click(within(dialog).getByRole("button", { name: "No tool" }));
    expect(await within(dialog).findByRole("alert")).toHaveTextContent("Kim was quicker.");
    await userEvent.click(within(dialog).getByRole("button", { name: "No tool" }));
    await userEvent.click(within(dialog).getByRole("button", { name: "Reason no_job" }));
    const keys = sent.map(({ body }) => body.key);
    expect(keys[0]).toBe(keys[1]);
    expect(keys[2]).not.toBe(keys[0]);
  });

  it("a stop is split at a typed second, not outside of it", async () => {
    const { sent } = open("/machines/m1", MACHINE);
    await userEvent.click(within(await stops()).getByRole("button", { name: "Give a reason" }));
    const dialog = await screen.findByRole("dialog");
    await userEvent.click(within(dialog).getByRole("button", { name: "Split" }));
    const field = within(dialog).getByRole("textbox", { name: "Boundary between the two parts" });
    expect(field).toHaveValue("2026-11-23 11:15:00");
    fireEvent.change(field, { target: { value: "2026-11-23 12:15:00" } });
    expect(within(dialog).getByRole("button", { name: "Split here" })).toBeDisabled();
    fireEvent.change(field, { target: { value: "2026-11-23 11:20:31" } });
    await userEvent.click(within(dialog).getByRole("button", { name: "Split here" }));
    await waitFor(() => {
      expect(sent[0]?.body).toMatchObject({ kind: "split", start: "2026-11-23T08:20:31.000Z" });
    });
  });

  it("a state is overridden over the exact piece, and scrap is declared for its program", async () => {
    const { sent } = open("/machines/m1", MACHINE);
    const give = async () => {
      await userEvent.click(within(await stops()).getByRole("button", { name: "Give a reason" }));
      return screen.findByRole("dialog");
    };
    let dialog = await give();
    await userEvent.click(within(dialog).getByRole("button", { name: "It was another state" }));
    await userEvent.click(within(dialog).getByRole("button", { name: "Manual" }));
    await waitFor(() => {
      expect(sent[0]?.body).toMatchObject({ kind: "state", value: "manual", start: "2026-11-23T08:00:00.000007Z" });
    });
    dialog = await give();
    await userEvent.click(within(dialog).getByRole("button", { name: "Scrap and rework" }));
    fireEvent.change(within(dialog).getByRole("textbox", { name: "Scrap" }), { target: { value: "3" } });
    await userEvent.click(within(dialog).getByRole("button", { name: "Enter" }));
    await waitFor(() => {
      expect(sent[1]?.body).toMatchObject({ kind: "parts", value: "O1234", scrap: 3, rework: 0 });
    });
  });

  it("an accepted shift says who closed it, and lets nothing in", async () => {
    const lock = { start: stamp("05:00:00"), end: stamp("17:00:00"), by: "Kim", at: NOW };
    const locked = { ...MACHINE["/machines/m1/account"], locks: [lock] };
    open("/machines/m1", { ...MACHINE, "/machines/m1/account": locked });
    await userEvent.click(within(await stops()).getByRole("button", { name: "Give a reason" }));
    const dialog = await screen.findByRole("dialog");
    expect(within(dialog).getByRole("alert")).toHaveTextContent("accepted by Kim");
    expect(within(dialog).getByRole("button", { name: "No tool" })).toBeDisabled();
  });

  it("the history tells what was said, and takes it back", async () => {
    const { sent } = open("/machines/m1?tab=corrections", MACHINE);
    const history = await screen.findByRole("region", { name: "Corrections" });
    expect(history).toHaveTextContent("Kim");
    expect(history).toHaveTextContent("Reason: Reason no_job");
    await userEvent.click(within(history).getByRole("button", { name: "Undo" }));
    await waitFor(() => {
      expect(sent[0]).toMatchObject({ path: "/corrections/3/undo", body: { whole: false } });
    });
  });
});

describe("the list of stops", () => {
  const LISTED = {
    ...MACHINE,
    "/stops": {
      stops: [stop("m1", "08:00:00", "08:30:00", { strict: true }), stop("m2", "07:00:00", "10:00:00", { open: true })],
      totals: {
        unexplained: { stops: 2, time: 12_600_000_000 },
        explained: { stops: 1, time: 60_000_000 },
        micro: { stops: 0, time: 0 },
      },
      next: null,
    },
    "POST /corrections/bulk": {
      corrections: [correction(8, "reason", { value: "no_tool", bulk: "b" }), correction(9, "reason", { bulk: "b" })],
      warnings: [],
    },
  };

  it("says how far it is from zero, and fills several stops at once", async () => {
    const { sent } = open("/stops", LISTED);
    expect(await screen.findByText(/2 stops, 3\sh 30\smin/u)).toBeInTheDocument();
    await userEvent.click(screen.getByRole("checkbox", { name: "Select all that are shown" }));
    expect(screen.getByText("2 stops selected")).toBeInTheDocument();
    await userEvent.click(screen.getByRole("button", { name: "Give them a reason" }));
    const dialog = await screen.findByRole("dialog", { name: "One reason for 2 stops" });
    await userEvent.click(within(dialog).getByRole("button", { name: "No tool" }));
    await waitFor(() => {
      expect(sent[0]?.body).toMatchObject({
        items: [
          { machine: "m1", start: stamp("08:00:00"), end: stamp("08:30:00") },
          { machine: "m2", start: stamp("07:00:00"), end: null },
        ],
        reason: "no_tool",
      });
    });
    await userEvent.click(await screen.findByRole("button", { name: "Undo" }));
    await waitFor(() => {
      expect(sent.at(-1)).toMatchObject({ path: "/corrections/8/undo", body: { whole: true } });
    });
  });

  it("is praised when it is empty", async () => {
    const none = { stops: 0, time: 0 };
    const totals = { unexplained: none, explained: none, micro: none };
    open("/stops", { ...LISTED, "/stops": { stops: [], totals, next: null } });
    expect(await screen.findByText("Every stop has its reason")).toBeInTheDocument();
  });

  it("keeps its filters in the address", async () => {
    const { asked } = open("/stops", LISTED);
    await userEvent.click(await screen.findByRole("radio", { name: "All" }));
    await userEvent.selectOptions(screen.getByRole("combobox", { name: "Not shorter than" }), "300");
    expect(window.location.search).toContain("status=all");
    await waitFor(() => {
      expect(asked.some((url) => url.includes("status=all") && url.includes("min_s=300"))).toBe(true);
    });
  });
});
