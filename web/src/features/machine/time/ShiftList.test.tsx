/** Shifts of a machine: accepted, opened again, and refused in words. */

import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it } from "vitest";

import type { ShiftTurn } from "@/api/corrections";
import { open } from "@/test/app";
import { detail, list, machine, stamp, timeline } from "@/test/plant";
import { account } from "@/test/time";

const MACHINE = machine("m1", { name: "Lathe 1" });

const turn = (start: string, end: string, accepted: boolean): ShiftTurn => ({
  calendar: "two",
  day: "2026-11-23",
  shift: "1",
  title: { en: "First shift", ru: "Первая смена" },
  team: "A",
  start: stamp(start),
  end: stamp(end),
  breaks: [],
  attendance: "manned",
  accepted,
});

const answers = (shifts: readonly ShiftTurn[], more: object = {}) => ({
  "/machines": list([MACHINE]),
  "/machines/m1": detail(MACHINE),
  "/machines/m1/signals": { signals: [] },
  "/machines/m1/timeline": timeline({ state: [] }),
  "/machines/m1/account": account([]),
  "/machines/m1/corrections": { last: 0, corrections: [] },
  "/reasons": { reasons: [] },
  "/shifts": { shifts },
  ...more,
});

beforeEach(() => {
  window.localStorage.clear();
});

const shifts = (): Promise<HTMLElement> => screen.findByRole("region", { name: "Shifts of the period" });

describe("shifts of a machine", () => {
  it("are accepted whole once they are over", async () => {
    const done = { corrections: [], last: 1, warnings: [] };
    const { sent } = open(
      "/machines/m1?tab=corrections",
      answers([turn("02:00:00", "06:00:00", false)], { "POST /shifts/accept": done }),
    );
    await userEvent.click(within(await shifts()).getByRole("button", { name: /^Accept: First shift/u }));
    expect(sent.map(({ path, body }) => [path, body.machines, body.start, body.end])).toEqual([
      ["/shifts/accept", ["m1"], stamp("02:00:00"), stamp("06:00:00")],
    ]);
  });

  it("are opened again where they were accepted, and left alone while they last", async () => {
    open(
      "/machines/m1?tab=corrections",
      answers([turn("02:00:00", "06:00:00", true), turn("06:00:00", "23:00:00", false)]),
    );
    const buttons = within(await shifts()).getAllByRole("button");
    expect(buttons.map((button) => button.textContent)).toEqual(["Reopen"]);
    expect(screen.getByText("going on")).toBeInTheDocument();
  });

  it("say why one was not accepted", async () => {
    const refusal = { status: 409, title: "Conflict", detail: "The shift is accepted already.", code: "x", params: {} };
    open(
      "/machines/m1?tab=corrections",
      answers([turn("02:00:00", "06:00:00", false)], { "POST /shifts/accept": refusal }),
    );
    await userEvent.click(within(await shifts()).getByRole("button", { name: /^Accept/u }));
    expect(await within(await shifts()).findByRole("alert")).toHaveTextContent("accepted already");
  });
});
