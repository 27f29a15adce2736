/** What is sent for chosen stops. */

import { describe, expect, it } from "vitest";

import { stamp } from "@/test/plant";
import { stop } from "@/test/time";
import { itemsOf, keyOf } from "./selection";
import { readStopsFilter, writeStopsFilter } from "./useStopsView";

const piece = (start: string, end: string, reason = "") => ({
  start: stamp(start),
  end: stamp(end),
  reason,
  origin: "none" as const,
  time_class: "unexplained" as const,
});

describe("chosen stops", () => {
  it("are filled where they have no reason, touching pieces as one", () => {
    const mixed = stop("m1", "08:00:00", "09:00:00", {
      pieces: [
        piece("08:00:00", "08:10:00"),
        piece("08:10:00", "08:20:00"),
        piece("08:20:00", "08:40:00", "a"),
        piece("08:40:00", "09:00:00"),
      ],
    });
    const other = stop("m2", "08:00:00", "09:00:00");
    expect(itemsOf([mixed, other], new Set([keyOf(mixed)]))).toEqual([
      { machine: "m1", start: stamp("08:00:00"), end: stamp("08:20:00") },
      { machine: "m1", start: stamp("08:40:00"), end: stamp("09:00:00") },
    ]);
  });

  it("last on where the stop does, and are given anew where all is explained", () => {
    const open = stop("m1", "08:00:00", "09:00:00", { open: true });
    const explained = stop("m2", "08:00:00", "09:00:00", { pieces: [piece("08:00:00", "09:00:00", "a")] });
    expect(itemsOf([open, explained], new Set([keyOf(open), keyOf(explained)]))).toEqual([
      { machine: "m1", start: stamp("08:00:00"), end: null },
      { machine: "m2", start: stamp("08:00:00"), end: stamp("09:00:00") },
    ]);
  });
});

describe("the filter of stops", () => {
  it("is written into the address and read from it, what is usual left out", () => {
    const usual = readStopsFilter(new URLSearchParams());
    expect(usual).toMatchObject({ status: "unexplained", area: null, minSeconds: 0 });
    const chosen = { ...usual, status: "all", area: "Shop 1", minSeconds: 300 } as const;
    const written = writeStopsFilter(new URLSearchParams(), chosen);
    expect(readStopsFilter(written)).toEqual(chosen);
    expect(writeStopsFilter(written, usual).toString()).toBe("period=8h");
    expect(readStopsFilter(new URLSearchParams("status=x&min=7"))).toMatchObject({
      status: "unexplained",
      minSeconds: 0,
    });
  });
});
