/** The pages of figures as a person meets them: from a board to a formula, from a bar to the intervals behind it. */

import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it } from "vitest";

import { open } from "@/test/app";
import { TRUSTED, WINDOW, figure, figures, kpi, losses, reason, row, stretch, times } from "@/test/figures";
import { NOW, list, machine } from "@/test/plant";

const HOUR_US = 3_600_000_000;
const KPIS = [
  kpi("oee", { words: { en: "OEE", ru: "ОЭО" }, formula: "availability * effectiveness" }),
  kpi("availability", { words: { en: "Availability", ru: "Доступность" } }),
  kpi("effectiveness", { words: { en: "Performance", ru: "Производительность" } }),
  kpi("load_factor", { school: "ru", words: { en: "Load factor", ru: "Коэффициент загрузки" } }),
];
const FIGURES = figures([
  {
    key: { machine: "m1" },
    figures: [
      figure("oee", { value: null, why: "no_norm" }),
      figure("availability", {
        value: 0.75,
        target: 0.8,
        status: "warn",
        trust: { ...TRUSTED, observed: 0.6, unexplained: 0.3 },
      }),
      figure("effectiveness", { value: 1.07, flags: ["above_one"] }),
      figure("load_factor", { value: 0.42 }),
    ],
  },
]);
const STOP = stretch("08:00:00", "09:00:00", { reason: "no_job", origin: "person", time_class: "delay" });
const ANSWERS = {
  "/machines": list([machine("m1", { name: "Lathe 1" }), machine("m2", { name: "Mill 2", area: "Shop 2" })]),
  "/kpis": { kpis: KPIS, terms: [] },
  "/reasons": { reasons: [reason("no_job", { words: { en: "No job", ru: "Нет задания" }, shape: "star" })] },
  "/shifts": { shifts: [] },
  "/figures": FIGURES,
  "/losses": losses({
    steps: [
      { code: "calendar", words_key: "", level: true, time: 8 * HOUR_US, why: null },
      { code: "delay", words_key: "", level: false, time: HOUR_US, why: null },
      { code: "production", words_key: "", level: true, time: 7 * HOUR_US, why: null },
      { code: "speed", words_key: "", level: false, time: null, why: "no_norm" },
    ],
    reasons: [
      { code: "no_job", time_class: "delay", time: HOUR_US, stops: 1, share: 0.8 },
      { code: "", time_class: "unexplained", time: HOUR_US / 4, stops: 2, share: 0.2 },
    ],
  }),
  "/times": times([
    row({ machine: "m1", reason: "no_job", day: "2026-11-23", time_class: "delay", weekday: "1", hour: "11" }, HOUR_US),
  ]),
  "/machines/m1/account": {
    window: WINDOW,
    now: NOW,
    stretches: [STOP, stretch("09:00:00", "09:30:00", { time_class: "production", state: "running", base: "running" })],
  },
  "/figures/explain": {
    window: WINDOW,
    now: NOW,
    figure: figure("availability", { value: 0.75 }),
    definition: KPIS[1],
    terms: [
      {
        code: "APT",
        words: { en: "Actual production time", ru: "Фактическое время производства" },
        description: { en: "Runs inside a shift", ru: "Работает в смену" },
        unit: "duration",
        value: 3 * HOUR_US,
        parts: [
          { time_class: "production", state: "running", reason: "", program: "O1", amount: 3 * HOUR_US, stretches: 4 },
        ],
      },
      {
        code: "PBT",
        words: { en: "Planned busy time", ru: "Плановое время занятости" },
        description: { en: "Shifts without planned stops", ru: "Смены без плановых остановов" },
        unit: "duration",
        value: 4 * HOUR_US,
        parts: [{ time_class: "delay", state: "idle", reason: "no_job", program: "O1", amount: HOUR_US, stretches: 1 }],
      },
    ],
    stretches: [STOP, stretch("06:00:00", "07:00:00", { time_class: "production", state: "running", base: "running" })],
    next: "123",
  },
};

beforeEach(() => {
  window.localStorage.clear();
});

describe("the board of figures", () => {
  it("says in words what is not available, flags what cannot be, and shows the trust beside each figure", async () => {
    open("/figures?span=rolling_24h", ANSWERS);
    const tile = (await screen.findByRole("heading", { level: 3, name: "OEE" })).closest("li");
    expect(tile).toHaveTextContent("Not available");
    expect(tile).toHaveTextContent("Norms are missing");
    expect(tile).not.toHaveTextContent("%");
    const availability = screen.getByRole("heading", { level: 3, name: "Availability" }).closest("li");
    expect(availability).toHaveTextContent("75.0%");
    expect(availability).toHaveTextContent("Target 80.0%");
    expect(availability).toHaveTextContent("Close to the target");
    expect(availability).toHaveTextContent("Seen only 60.0% of the time");
    expect(availability).toHaveTextContent("30.0% of the stop time is unexplained");
    const performance = screen.getByRole("heading", { level: 3, name: "Performance" }).closest("li");
    expect(performance).toHaveTextContent("107.0%");
    expect(performance).toHaveTextContent("Above 100%: the norm or a count must be wrong");
  });

  it("has a row for each group, whose figures lead to their explanation", async () => {
    const { asked } = open("/figures?span=rolling_24h&area=Shop+1", ANSWERS);
    const table = await screen.findByRole("region", { name: "By group" });
    const row = (await within(table).findByRole("link", { name: "Lathe 1" })).closest("tr");
    expect(row).toHaveTextContent("75.0%");
    expect(row).toHaveTextContent("Norms are missing");
    expect(asked.some((url) => url.includes("group_by=machine") && url.includes("area=Shop+1"))).toBe(true);
    expect(within(table).getByRole("link", { name: "75.0%" })).toHaveAttribute(
      "href",
      "/figures/explain?kpi=availability&span=rolling_24h&machines=m1&area=Shop+1",
    );
  });

  it("speaks both schools", async () => {
    open("/figures", ANSWERS);
    await userEvent.click(await screen.findByRole("radio", { name: "Russian ratios" }));
    expect(await screen.findByRole("heading", { level: 3, name: "Load factor" })).toBeInTheDocument();
    expect(window.location.search).toContain("school=ru");
  });

  it("compares with the period before", async () => {
    const { asked } = open("/figures?span=week&on=2026-11-23&view=compare", ANSWERS);
    const table = await screen.findByRole("table");
    expect(await within(table).findAllByText("±0 pp")).toHaveLength(2);
    expect(within(table).getByText("cannot be compared")).toBeInTheDocument();
    expect(asked.some((url) => url.includes("from=2026-11-16&to=2026-11-22"))).toBe(true);
  });

  it("draws a trend with a gap where there is no value, and the same as a table", async () => {
    const day = (date: string, value: number | null) => ({
      key: { day: date },
      figures: [figure("availability", { value, why: value === null ? "no_data" : null })],
    });
    const trend = figures([day("2026-11-21", 0.5), day("2026-11-22", null), day("2026-11-23", 0.6)]);
    open("/figures?view=trend&kpi=availability", { ...ANSWERS, "/figures": trend });
    const chart = await screen.findByRole("group", { name: /Values over time/u });
    expect(within(chart).getByRole("link", { name: /22 Nov: The machine was not seen/u })).toHaveAttribute(
      "href",
      "/figures/explain?kpi=availability&span=day&on=2026-11-22",
    );
    expect(within(chart).getByRole("link", { name: /23 Nov: 60.0%/u })).toBeInTheDocument();
  });
});

describe("the losses", () => {
  it("lead from a bar to the intervals behind it in one click", async () => {
    const { asked } = open("/losses?span=rolling_24h", ANSWERS);
    const pareto = await screen.findByRole("region", { name: "Reasons by lost time" });
    await userEvent.click(await within(pareto).findByRole("button", { name: "No job" }));
    const panel = await screen.findByRole("region", { name: "Intervals: No job" });
    const machines = await within(panel).findAllByRole("link", { name: "Lathe 1" });
    expect(machines).toHaveLength(1);
    expect(machines[0]).toHaveAttribute("href", expect.stringContaining(`at=${Date.UTC(2026, 10, 23, 8)}`));
    expect(panel).toHaveTextContent("entered by a person");
    expect(asked.some((url) => url.startsWith("/api/v1/machines/m1/account?from="))).toBe(true);
    expect(window.location.search).toContain("pick=");
  });

  it("show what a step is not known for, and let a step be opened", async () => {
    open("/losses", ANSWERS);
    const waterfall = await screen.findByRole("region", { name: "From all time to good parts" });
    expect(within(waterfall).getByText("Slower than the norm").closest("tr")).toHaveTextContent("Norms are missing");
    await userEvent.click(within(waterfall).getByRole("button", { name: "Delays" }));
    expect(await screen.findByRole("region", { name: "Intervals: Delay" })).toBeInTheDocument();
  });

  it("open an hour of the week", async () => {
    open("/losses", ANSWERS);
    await userEvent.click(await screen.findByRole("button", { name: /Mon 11:00 · 1\sh 00\smin/u }));
    const panel = await screen.findByRole("region", { name: /Intervals: Lost time · Monday · 11:00–12:00/u });
    expect(await within(panel).findByRole("link", { name: "Lathe 1" })).toBeInTheDocument();
  });

  it("say what is wrong when they cannot be had", async () => {
    open("/losses", {
      ...ANSWERS,
      "/losses": { status: 422, title: "No", detail: "The range is too long.", code: "range_too_long" },
    });
    expect(await screen.findByText("The range is too long.")).toBeInTheDocument();
  });
});

describe("a figure explained", () => {
  it("shows its formula with numbers, its terms, and the intervals behind a part", async () => {
    open("/figures/explain?kpi=availability&span=rolling_24h", ANSWERS);
    expect(await screen.findByRole("heading", { level: 1, name: "Availability" })).toBeInTheDocument();
    const made = screen.getByRole("region", { name: "How this figure is made" });
    expect(made).toHaveTextContent("Availability = APT ÷ PBT");
    expect(made).toHaveTextContent(/3\sh 00\smin ÷ 4\sh 00\smin = 75\.0%/u);
    expect(made).toHaveTextContent("ISO 22400-2:2014, 6");
    const intervals = screen.getByRole("region", { name: "Intervals" });
    expect(within(intervals).getAllByRole("link", { name: "Lathe 1" })).toHaveLength(2);
    const terms = screen.getByRole("region", { name: "Terms and what they are made of" });
    await userEvent.click(await within(terms).findByRole("button", { name: /Delay.*No job/u }));
    expect(
      within(screen.getByRole("region", { name: "Intervals" })).getAllByRole("link", { name: "Lathe 1" }),
    ).toHaveLength(1);
  });
});
