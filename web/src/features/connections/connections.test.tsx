/** The list of connections over an in-memory server. */

import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it } from "vitest";

import { open } from "@/test/app";
import { list, machine } from "@/test/plant";
import { source } from "@/test/sources";
// Loaded beforehand: the page is lazy, and the first test would wait for it.
import "@/features/connections";

const SOURCES = [
  source("a-well", { machines: ["m2"] }),
  source("b-paused", { paused: true, link: "down", machines: [] }),
  source("c-down", {
    link: "down",
    error: { code: "unreachable", params: {}, text: "Nobody answers at 10.0.0.9. Is the agent running?" },
    last_data_at: null,
  }),
  source("d-skewed", {
    connector: "opcua",
    connector_title: "OPC UA",
    clock_skew_us: -7_000_000,
    gaps_24h: 2,
    gap_time_24h_us: 95_000_000,
  }),
];
const ANSWERS = {
  "/machines": list([machine("m1", { name: "Lathe 1" }), machine("m2", { name: "Mill 2" })]),
  "/sources": { sources: SOURCES },
};
const lines = (): string[] =>
  screen
    .getAllByRole("row")
    .slice(1)
    .map((row) => row.textContent);

beforeEach(() => {
  window.localStorage.clear();
});

describe("the list of connections", () => {
  it("puts trouble first and says what is the matter", async () => {
    open("/connections", ANSWERS);
    await screen.findAllByRole("link", { name: /Lathe 1/u });
    const found = lines();
    expect(found.map((line) => /[abcd]-\w+/u.exec(line)?.[0])).toEqual(["c-down", "d-skewed", "b-paused", "a-well"]);
    expect(found[0]).toContain("No link");
    expect(found[0]).toContain("Nobody answers at 10.0.0.9. Is the agent running?");
    expect(found[1]).toContain("7\u00a0s behind");
    expect(found[1]).toContain("2 · 1\u00a0min 35\u00a0s");
    expect(found[2]).toContain("Paused");
    expect(found[3]).toContain("12.5/s");
  });

  it("is narrowed by words, protocol and health, and the address keeps it", async () => {
    open("/connections", ANSWERS);
    await screen.findAllByRole("link", { name: /Lathe 1/u });
    await userEvent.type(screen.getByRole("textbox", { name: /Search/u }), "mill");
    expect(lines()).toHaveLength(1);
    expect(screen.getByText("1 of 4 shown")).toBeInTheDocument();
    await userEvent.click(screen.getByRole("button", { name: "Clear filters" }));
    await userEvent.selectOptions(screen.getByRole("combobox", { name: "Protocol" }), "opcua");
    expect(lines()).toHaveLength(1);
    await userEvent.selectOptions(screen.getByRole("combobox", { name: "Protocol" }), "");
    await userEvent.click(screen.getByRole("button", { name: /No link/u }));
    expect(lines()).toHaveLength(1);
    expect(window.location.search).toBe("?health=down");
  });

  it("is told of in the menu where something is in trouble", async () => {
    open("/", ANSWERS);
    const link = within(screen.getByRole("navigation")).getByRole("link", { name: /Connections/u });
    await waitFor(() => {
      expect(link).toHaveTextContent("1 in trouble");
    });
  });

  it("invites to connect where there is nothing yet, and says why it cannot be loaded", async () => {
    open("/connections", { ...ANSWERS, "/sources": { sources: [] } });
    expect(await screen.findByText("Nothing is connected yet")).toBeInTheDocument();
    expect(screen.getAllByRole("link", { name: "Connect a machine" })[0]).toHaveAttribute("href", "/connections/new");
  });
});
