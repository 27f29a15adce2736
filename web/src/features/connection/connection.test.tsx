/** The page of one connection over an in-memory server. */

import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it } from "vitest";

import type { Opened } from "@/test/app";
import { open } from "@/test/app";
import { NOW, list, machine, stamp } from "@/test/plant";
import { whole } from "@/test/sources";
// Loaded beforehand: the page is lazy, and the first test would wait for it.
import "@/features/connection";

const NOTES = {
  notes: [{ at: NOW, source: "agent-1", code: "source_paused", params: {}, text: "Paused by Ivanov: repair." }],
};
const GAPS = {
  gaps: [
    { machine: "m1", start: stamp("08:00:00"), end: stamp("08:01:35"), code: "link_down", params: {}, text: "" },
    { machine: "m1", start: stamp("09:59:00"), end: null, code: "paused", params: {}, text: "Paused" },
  ],
};

function openWith(given: Parameters<typeof whole>[0] = {}, more: Record<string, unknown> = {}): Opened {
  return open("/connections/agent-1", {
    "/machines": list([machine("m1", { name: "Lathe 1" }), machine("m2", { name: "Mill 2" })]),
    "/sources": { sources: [whole(given).source] },
    "/sources/agent-1": whole(given),
    "/sources/agent-1/notes": NOTES,
    "/sources/agent-1/gaps": GAPS,
    ...more,
  });
}

const title = (): Promise<HTMLElement> => screen.findByRole("heading", { level: 1, name: "agent-1" });
const panel = (name: string): HTMLElement => screen.getByRole("region", { name });

beforeEach(() => {
  window.localStorage.clear();
});

describe("the page of a connection", () => {
  it("says what is the matter and what to do first", async () => {
    openWith({
      link: "down",
      error: { code: "unreachable", params: {}, text: "Nobody answers at 10.0.0.1." },
      advice: "Check that the agent runs.",
      clock_skew_us: 7_000_000,
      retry_at: "2026-11-23T10:00:40.000000Z",
    });
    await title();
    const told = panel("What to do");
    expect(told).toHaveTextContent("Nobody answers at 10.0.0.1.Check that the agent runs.The clock of the source");
    expect(told).toHaveTextContent("Next attempt in 40 s.");
    expect(screen.getByText("No link")).toBeInTheDocument();
  });

  it("is calm where all is well", async () => {
    openWith();
    await title();
    expect(panel("What to do")).toHaveTextContent("All is well");
    expect(screen.getByRole("link", { name: "Lathe 1" })).toHaveAttribute("href", "/machines/m1");
  });

  it("shows gaps with why, and the journal", async () => {
    openWith();
    await title();
    expect(await within(panel("Gaps")).findByText("The link to the machine is down")).toBeInTheDocument();
    expect(panel("Gaps")).toHaveTextContent("1 min 35 s");
    expect(panel("Gaps")).toHaveTextContent("still going on");
    expect(await within(panel("Journal")).findByText("Paused by Ivanov: repair.")).toBeInTheDocument();
  });

  it("never shows a secret", async () => {
    openWith();
    await title();
    expect(panel("Settings")).toHaveTextContent("Passwordset, not shown");
    expect(panel("Settings")).toHaveTextContent("Interval250 ms");
  });

  it("pauses only with a reason, and the author goes with it", async () => {
    const { sent } = openWith({}, { "POST /sources/agent-1/pause": { source: whole().source } });
    await title();
    await userEvent.click(screen.getByRole("button", { name: "Pause" }));
    const dialog = screen.getByRole("dialog");
    const confirm = within(dialog).getByRole("button", { name: "Pause" });
    expect(confirm).toBeDisabled();
    await userEvent.type(within(dialog).getByLabelText(/Reason/u), "Repair");
    await userEvent.type(within(dialog).getByLabelText("Your name"), "Иванов");
    await userEvent.click(confirm);
    await waitFor(() => {
      expect(screen.queryByRole("dialog")).not.toBeInTheDocument();
    });
    expect(sent).toEqual([
      { method: "POST", path: "/sources/agent-1/pause", author: "Иванов", body: { reason: "Repair" } },
    ]);
  });

  it("is resumed at one press", async () => {
    const { sent } = openWith(
      { paused: true, paused_by: "Ivanov", paused_reason: "Repair", paused_at: NOW, link: "down" },
      { "POST /sources/agent-1/resume": { source: whole().source } },
    );
    await title();
    expect(panel("What to do")).toHaveTextContent("Paused at 13:00:00 (Ivanov): Repair.");
    await userEvent.click(screen.getByRole("button", { name: "Resume" }));
    await waitFor(() => {
      expect(sent.map(({ path }) => path)).toEqual(["/sources/agent-1/resume"]);
    });
  });

  it("is changed without touching the secret, and a refusal stands beside its field", async () => {
    const { sent } = openWith(
      {},
      {
        "PUT /sources/agent-1": {
          status: 422,
          title: "Invalid",
          detail: "The address must begin with http://.",
          code: "setting_invalid",
          params: { field: "url" },
        },
      },
    );
    await title();
    await userEvent.click(screen.getByRole("button", { name: "Change…" }));
    const dialog = screen.getByRole("dialog");
    const url = within(dialog).getByLabelText(/^Address/u);
    expect(within(dialog).getByText("Set. It is not shown; it can only be replaced.")).toBeInTheDocument();
    await userEvent.clear(url);
    await userEvent.click(within(dialog).getByRole("button", { name: "Save and reconnect" }));
    expect(within(dialog).getByText("This has to be filled in.")).toBeInTheDocument();
    expect(sent).toEqual([]);
    await userEvent.type(url, "ftp://x");
    await userEvent.click(within(dialog).getByRole("button", { name: "Save and reconnect" }));
    expect(await within(dialog).findByText("The address must begin with http://.")).toBeInTheDocument();
    expect(url).toHaveAttribute("aria-invalid", "true");
    expect(sent[0]?.body).toEqual({
      id: "agent-1",
      connector: "mtconnect",
      machine: "m1",
      devices: {},
      settings: { url: "ftp://x" },
    });
  });

  it("of the configuration file can be paused, not changed", async () => {
    openWith({ origin: "file" });
    await title();
    expect(screen.getByText(/described in the configuration file/u)).toBeInTheDocument();
    expect(screen.queryByRole("button", { name: "Change…" })).not.toBeInTheDocument();
    expect(screen.getByRole("button", { name: "Restart" })).toBeInTheDocument();
  });

  it("is removed after a question, and the list is shown", async () => {
    const { asked } = openWith({}, { "DELETE /sources/agent-1": {} });
    await title();
    await userEvent.click(screen.getByRole("button", { name: "Remove…" }));
    expect(screen.getByRole("dialog")).toHaveTextContent("Data of Lathe 1 do not come any more.");
    await userEvent.click(within(screen.getByRole("dialog")).getByRole("button", { name: "Remove" }));
    await waitFor(() => {
      expect(window.location.pathname).toBe("/connections");
    });
    expect(asked.filter((url) => url === "/api/v1/sources/agent-1").length).toBeGreaterThan(1);
  });

  it("is said to be missing where it is", async () => {
    openWith({}, { "/sources/agent-1": undefined });
    expect(await screen.findByText("There is no connection “agent-1”")).toBeInTheDocument();
  });
});
