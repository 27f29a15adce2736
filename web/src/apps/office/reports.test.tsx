/** The page of reports as a person meets it: choose, read, take away, keep. */

import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it } from "vitest";

import type { Report, ReportKind } from "@/api/reports";
// Loaded beforehand: the page is lazy, and the first test would wait for it.
import "@/features/reports";
import { open } from "@/test/app";
import { WINDOW } from "@/test/figures";
import { NOW, list, machine } from "@/test/plant";

const KINDS: readonly ReportKind[] = [
  { code: "shift", title: "Shift report", text: "What every machine did", window: "previous_shift", options: [] },
  {
    code: "load",
    title: "Load and OEE",
    text: "Over time",
    window: "rolling_7d",
    options: [{ name: "group", values: ["machine", "area"] }],
  },
];
const REPORT: Report = {
  code: "shift",
  title: "Shift report",
  site: "Works",
  zone: "UTC",
  language: "en",
  window: WINDOW,
  scope: "All machines",
  made_at: NOW,
  wide: true,
  blocks: [
    {
      type: "facts",
      items: [
        {
          title: "OEE",
          kind: "ratio",
          value: { missing: "not available: no standard time" },
          status: "none",
          note: "",
        },
        { title: "Availability", kind: "ratio", value: 0.75, status: "bad", note: "target 80 %" },
      ],
    },
    {
      type: "chart",
      key: "c",
      title: "Greatest losses",
      picture: "bars",
      kind: "duration",
      labels: ["No job"],
      series: [{ name: "Time", color: "reason-1", values: [3_600_000_000] }],
    },
    {
      type: "table",
      key: "t",
      title: "Stops",
      columns: [
        { key: "machine", title: "Machine", kind: "text", width: 20 },
        { key: "length", title: "Length", kind: "duration", width: 10 },
      ],
      rows: Array.from({ length: 201 }, (_, index) => [`=SUM(${String(index)})`, 3_600_000_000]),
      total: ["Total", 723_600_000_000_0],
      empty: "Nothing in this range.",
    },
    { type: "note", text: "Data are there for 60 % of the time.", tone: "warn" },
  ],
};
const ANSWERS = {
  "/machines": list([machine("m1", { name: "Lathe 1" })]),
  "/shifts": { shifts: [] },
  "/reports": { reports: KINDS, formats: ["json", "csv", "xlsx", "pdf"] },
  "/reports/shift": REPORT,
  "/reports/load": { ...REPORT, code: "load", title: "Load and OEE" },
  "/report-definitions": { definitions: [] },
};

beforeEach(() => {
  window.localStorage.clear();
});

describe("reports", () => {
  it("open with the range the report offers, and say what is missing in words", async () => {
    const { asked } = open("/reports", ANSWERS);
    expect(await screen.findByRole("heading", { name: "Shift report" })).toBeInTheDocument();
    expect(asked).toContain("/api/v1/reports/shift?window=previous_shift");
    expect(screen.getByText("not available: no standard time")).toBeInTheDocument();
    expect(screen.getByText("75.0%")).toBeInTheDocument();
    expect(screen.getByText("Data are there for 60 % of the time.")).toBeInTheDocument();
    const stops = screen.getAllByRole("region", { name: "Stops" }).at(-1) ?? document.body;
    expect(within(stops).getByText("=SUM(0)")).toBeInTheDocument();
    expect(within(stops).queryByText("=SUM(200)")).not.toBeInTheDocument();
    await userEvent.click(screen.getByRole("button", { name: "Show all rows (201)" }));
    expect(within(stops).getByText("=SUM(200)")).toBeInTheDocument();
  });

  it("are taken away as files of the same question in the same language", async () => {
    open("/reports?report=load&span=day&on=2026-11-20&area=Shop+2&group=area", ANSWERS);
    await screen.findByRole("heading", { name: "Load and OEE" });
    for (const form of ["PDF", "XLSX", "CSV"]) {
      expect(screen.getByRole("link", { name: form })).toHaveAttribute(
        "href",
        `/api/v1/reports/load?from=2026-11-20&to=2026-11-20&area=Shop+2&group=area&format=${form.toLowerCase()}&lang=en`,
      );
    }
  });

  it("change by choosing another", async () => {
    open("/reports", ANSWERS);
    await screen.findByRole("heading", { name: "Shift report" });
    await userEvent.selectOptions(screen.getByRole("combobox", { name: "Report" }), "load");
    expect(await screen.findByRole("heading", { name: "Load and OEE" })).toBeInTheDocument();
    await userEvent.selectOptions(screen.getByRole("combobox", { name: "By" }), "area");
    expect(window.location.search).toContain("group=area");
  });

  it("are kept under a name", async () => {
    const { asked } = open("/reports?report=shift", {
      ...ANSWERS,
      "PUT /report-definitions/Morning": {
        ...{ name: "Morning", report: "shift", window: "previous_shift", start: "", end: "" },
        ...{ machines: [], area: "", line: "", shift: "", team: "", program: null, options: {} },
      },
    });
    await screen.findByRole("heading", { name: "Shift report" });
    await userEvent.click(screen.getByRole("button", { name: "Save as…" }));
    await userEvent.type(screen.getByRole("textbox", { name: "Name of the report" }), "Morning");
    await userEvent.click(screen.getByRole("button", { name: "Save" }));
    expect(await screen.findByRole("button", { name: "Delete saved report" })).toBeInTheDocument();
    expect(asked).toContain("/api/v1/report-definitions/Morning");
    expect(window.location.search).toContain("saved=Morning");
  });

  it("say what is wrong when one cannot be had", async () => {
    open("/reports", {
      ...ANSWERS,
      "/reports/shift": {
        status: 422,
        title: "Invalid request",
        detail: "At most 3500 machine-days.",
        code: "report_too_long",
      },
    });
    expect(await screen.findByText("At most 3500 machine-days.")).toBeInTheDocument();
  });
});
