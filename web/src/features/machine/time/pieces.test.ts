/** Stretches as the pieces a person corrects. */

import { describe, expect, it } from "vitest";

import { correction, stretch } from "@/test/time";
import { stamp } from "@/test/plant";
import { isListed, lockOf, piecesOf, secondInside, splitsOf, waysOf } from "./pieces";

const NO_SPLITS: ReadonlySet<string> = new Set();
const STOP = stamp("08:00:00");
const told = (stretches: Parameters<typeof piecesOf>[0], splits = NO_SPLITS) =>
  piecesOf(stretches, splits).map(({ start, end, reason }) => [start.slice(11, 16), end.slice(11, 16), reason]);

describe("pieces", () => {
  it("go on over changes of state inside a stop, not over reasons or runs", () => {
    const stretches = [
      stretch("07:00:00", "08:00:00", { base: "running" }),
      stretch("08:00:00", "08:10:00", { stop: STOP }),
      stretch("08:10:00", "08:20:00", { stop: STOP, base: "alarm", state: "alarm" }),
      stretch("08:20:00", "08:30:00", { stop: STOP, reason: "a" }),
      stretch("08:30:00", "09:00:00", { base: "running" }),
    ];
    expect(told(stretches)).toEqual([
      ["07:00", "08:00", ""],
      ["08:00", "08:20", ""],
      ["08:20", "08:30", "a"],
      ["08:30", "09:00", ""],
    ]);
    expect(piecesOf(stretches, NO_SPLITS)[1]?.states).toEqual(["idle", "alarm"]);
  });

  it("end where a person split them, and where one counts otherwise", () => {
    const stretches = [
      stretch("08:00:00", "08:10:00", { stop: STOP }),
      stretch("08:10:00", "08:20:00", { stop: STOP }),
      stretch("08:20:00", "08:30:00", { stop: STOP, time_class: "not_scheduled" }),
    ];
    expect(told(stretches)).toHaveLength(2);
    expect(told(stretches, new Set([stamp("08:10:00")]))).toHaveLength(3);
  });

  it("keep the instants of the server to the microsecond", () => {
    const exact = { ...stretch("08:00:00", "08:10:00"), start: "2026-11-23T08:00:00.123456Z" };
    expect(piecesOf([exact], NO_SPLITS)[0]?.start).toBe("2026-11-23T08:00:00.123456Z");
  });

  it("are listed where somebody may want to explain or to correct them", () => {
    const pieces = piecesOf(
      [
        stretch("07:00:00", "08:00:00", { base: "running" }),
        stretch("08:00:00", "08:10:00"),
        stretch("09:00:00", "09:10:00", { time_class: "not_scheduled" }),
        stretch("10:00:00", "10:10:00", { time_class: "not_scheduled", reason: "no_load" }),
      ],
      NO_SPLITS,
    );
    expect(pieces.map(isListed)).toEqual([false, true, false, true]);
  });
});

describe("splits", () => {
  it("hold until they are undone, merged or reset", () => {
    const log = [
      correction(1, "split", { start: stamp("08:10:00") }),
      correction(2, "split", { start: stamp("08:20:00") }),
      correction(3, "split", { start: stamp("08:30:00"), undone: true }),
      correction(4, "merge", { start: stamp("08:00:00"), end: stamp("08:20:00") }),
    ];
    expect([...splitsOf(log)]).toEqual([stamp("08:20:00")]);
    expect([...splitsOf([...log, correction(5, "reset", { start: stamp("08:00:00") })])]).toEqual([]);
    expect([...splitsOf(log.toReversed())]).toEqual([stamp("08:20:00")]);
  });
});

describe("ways", () => {
  const pieces = piecesOf(
    [
      stretch("08:00:00", "08:10:00", { stop: STOP }),
      stretch("08:10:00", "08:20:00", { stop: STOP, reason: "a", corrections: [7] }),
      stretch("08:20:00", "08:30:00", { stop: STOP, reason: "a" }),
      stretch("09:00:00", "09:10:00"),
    ],
    new Set([stamp("08:20:00")]),
  );

  it("are back to the start of the unexplained time, and together with the part it was split from", () => {
    const ways = pieces.map((piece) => waysOf(pieces, piece));
    expect(ways.map(({ backDate }) => backDate)).toEqual([false, true, false, false]);
    expect(ways.map(({ mergeFrom }) => mergeFrom)).toEqual([null, null, stamp("08:10:00"), null]);
    expect(ways.map(({ reset }) => reset)).toEqual([false, true, true, false]);
  });

  it("are closed by an accepted shift that the piece touches", () => {
    const lock = { start: stamp("08:25:00"), end: stamp("09:00:00"), by: "Kim", at: stamp("09:30:00") };
    expect(pieces.map((piece) => lockOf(piece, { locks: [lock] }) === lock)).toEqual([false, false, true, false]);
  });

  it("to split lead to a whole second strictly inside", () => {
    expect(secondInside({ from: 1_000, to: 5_000 }, 2_400)).toBe(2_000);
    expect(secondInside({ from: 1_000, to: 5_000 }, 0)).toBe(2_000);
    expect(secondInside({ from: 1_000, to: 5_000 }, 9_000)).toBe(4_000);
    expect(secondInside({ from: 1_200, to: 1_900 }, 1_500)).toBeNull();
  });
});
