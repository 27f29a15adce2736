/** A plant's week in pieces: none too large, none forgotten, none twice. */

import { describe, expect, it } from "vitest";

import { DAY, HOUR } from "@/core/instant";
import { MACHINE_DAYS, askEach, inPieces } from "./pieces";

const plant = (count: number): string[] => Array.from({ length: count }, (_, index) => `m${index}`);
const days = (count: number) => ({ from: 0, to: count * DAY });

describe("pieces", () => {
  it.each([
    [500, 7],
    [500, 31],
    [2000, 31],
    [143, 7],
    [1, 400],
  ])("of %d machines over %d days are never more than the server takes", (count, length) => {
    const machines = plant(count);
    const pieces = inPieces(machines, days(length));
    expect(pieces.flat()).toEqual(machines);
    expect(pieces.every((piece) => piece.length === 1 || piece.length * length <= MACHINE_DAYS)).toBe(true);
  });

  it("are one where all fits, and none where there is no machine", () => {
    expect(inPieces(plant(400), { from: 0, to: 8 * HOUR })).toHaveLength(1);
    expect(inPieces([], days(7))).toEqual([]);
  });

  it("are asked a few at a time, and answered in their order", async () => {
    let [open, most] = [0, 0];
    const answers = await askEach([3, 1, 2, 0], async (piece) => {
      open += 1;
      most = Math.max(most, open);
      for (let turn = 0; turn < piece; turn += 1) {
        await Promise.resolve();
      }
      open -= 1;
      return piece * 10;
    });
    expect(answers).toEqual([30, 10, 20, 0]);
    expect(most).toBe(2);
  });

  it("fail with the first that fails", async () => {
    await expect(askEach([1, 2], () => Promise.reject(new Error("too much")))).rejects.toThrow("too much");
  });
});
