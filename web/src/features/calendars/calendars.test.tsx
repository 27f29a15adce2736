/** The calendar pages over an in-memory server. */

import { configure, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";

import { open } from "@/test/app";
import type { Opened } from "@/test/app";
import { list, machine } from "@/test/plant";
import { fromTemplate } from "./templates";

// A year has many days: on a busy machine they take their time in jsdom.
vi.setConfig({ testTimeout: 30_000 });
configure({ asyncUtilTimeout: 10_000 });

const STORED = { ...fromTemplate("two", ""), code: "two-shifts", version: 1 };
const EVERYTHING = {
  calendars: [STORED],
  assignments: [{ scope: "", calendar: "two-shifts" }],
  assignments_from: null,
  assignments_version: 1,
  exceptions: [],
  exceptions_from: null,
  exceptions_version: 0,
};
const NOTHING = { ...EVERYTHING, calendars: [], assignments: [], assignments_version: 0 };
const OCCURRENCE = {
  calendar: "two-shifts",
  day: "2026-11-23",
  shift: "first",
  title: { en: "First", ru: "Первая" },
  team: "",
  start: "2026-11-23T04:00:00.000000Z",
  end: "2026-11-23T12:30:00.000000Z",
  breaks: [],
  attendance: "manned",
};
const PREVIEW = { occurrences: [OCCURRENCE], problems: [], refused: false };
const plant = list([machine("m1", { name: "Lathe 1" })]);

function openAt(path: string, more: Record<string, unknown> = {}): Opened {
  return open(path, { "/machines": plant, "/calendars": EVERYTHING, "POST /calendars/preview": PREVIEW, ...more });
}

/** By its own label, without asking every button of a year for the labels around it (slow in jsdom). */
function labelled(name: RegExp): HTMLElement | undefined {
  const all = document.querySelectorAll<HTMLElement>("[aria-label]");
  return [...all].find((element) => name.test(element.getAttribute("aria-label") ?? ""));
}

async function found(name: RegExp): Promise<HTMLElement> {
  return waitFor(() => {
    const element = labelled(name);
    expect(element).toBeDefined();
    return element ?? document.body;
  });
}

beforeEach(() => {
  window.localStorage.clear();
});

describe("the list", () => {
  it("offers templates where there is no calendar", async () => {
    openAt("/settings/calendars", { "/calendars": NOTHING });
    expect(await screen.findByText("No calendar yet")).toBeVisible();
    const template = screen.getByRole("link", { name: "Day and night, four teams 2×2" });
    expect(template).toHaveAttribute("href", "/settings/calendars/+teams");
  });

  it("says who works by which calendar, and asks from when a change counts", async () => {
    const { asked } = openAt("/settings/calendars", { "PUT /calendar-assignments": {} });
    expect(await screen.findByText("Used by: The whole plant")).toBeVisible();
    const panel = screen.getByRole("region", { name: "Who works by which calendar" });
    expect(within(panel).queryByRole("button", { name: "Put in force" })).toBeNull();
    await userEvent.click(within(panel).getByRole("button", { name: "Add" }));
    expect(within(panel).getByLabelText("First day")).toHaveValue("2026-11-24");
    await userEvent.click(within(panel).getByRole("button", { name: "Put in force" }));
    await waitFor(() => {
      expect(asked).toContain("/api/v1/calendar-assignments");
    });
  });
});

describe("the editor", () => {
  it("shows what the calendar comes to", async () => {
    openAt("/settings/calendars/two-shifts");
    expect(await screen.findByText("✓ No problems found.")).toBeVisible();
    expect(await found(/Mon,? 23 Nov; First: 07:00–15:30, 8\sh 30\smin/u)).toBeVisible();
    expect(screen.getByText("Nothing is changed.")).toBeVisible();
  });

  it("names why a calendar would be refused", async () => {
    const text = "“night” at patterns[1].days[1] is no shift of this calendar.";
    const problems = [{ code: "calendar_shift_unknown", params: {}, text, day: null }];
    openAt("/settings/calendars/two-shifts", {
      "POST /calendars/preview": { occurrences: [], problems, refused: true },
    });
    expect(await screen.findByText(text)).toBeVisible();
    expect(screen.getByText("This cannot be put in force")).toBeVisible();
  });

  it("takes times as people type them and moves the breaks along", async () => {
    openAt("/settings/calendars/two-shifts");
    const shift = (await screen.findByText("First", { selector: "legend" })).closest("fieldset") ?? document.body;
    const start = within(shift).getByLabelText("Starts");
    await userEvent.clear(start);
    await userEvent.type(start, "6{Enter}");
    expect(start).toHaveValue("06:00");
    expect(within(shift).getByLabelText("Break 1 starts")).toHaveValue("10:00");
    await userEvent.click(screen.getByText("Discard changes"));
    expect(within(shift).getByLabelText("Starts")).toHaveValue("07:00");
  });

  it("works a shift on a day of the cycle by a click", async () => {
    openAt("/settings/calendars/two-shifts");
    const cell = await found(/^First, day 6: not worked/u);
    await userEvent.click(cell);
    expect(cell).toHaveAttribute("aria-pressed", "true");
    await userEvent.type(screen.getByPlaceholderText("A, B, C, D"), "A, B");
    await userEvent.click(await found(/^Second, day 6: not worked/u));
    expect(await found(/^Second, day 6: team A/u)).toHaveTextContent("A");
  });

  it("makes a day different by a click in the year", async () => {
    openAt("/settings/calendars/two-shifts");
    await userEvent.click(await found(/^25 December/u));
    const editor = await found(/^What Fri,? 25 December 2026 works/u);
    await userEvent.selectOptions(within(editor).getByLabelText("Works"), "off");
    expect(await found(/^25 December.*own exception/u)).toHaveAttribute("data-own", "true");
    await userEvent.selectOptions(within(editor).getByLabelText("Works"), "none");
    expect(labelled(/^25 December.*own exception/u)).toBeUndefined();
  });

  it("puts a new calendar in force and assigns it to the whole plant", async () => {
    const made = { ...fromTemplate("one", ""), version: 1 };
    const { asked } = openAt("/settings/calendars/+one", {
      "/calendars": NOTHING,
      "PUT /calendars/one-shift": made,
      "/calendars/one-shift": made,
      "PUT /calendar-assignments": {},
    });
    const assign = await screen.findByText("Assign it to the whole plant");
    expect(within(assign).getByRole("checkbox")).toBeChecked();
    await userEvent.click(screen.getByText("Put in force", { selector: "button *" }));
    await waitFor(() => {
      expect(window.location.pathname).toBe("/settings/calendars/one-shift");
    });
    expect(asked).toContain("/api/v1/calendar-assignments");
  });
});
