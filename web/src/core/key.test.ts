import { describe, expect, it } from "vitest";

import { newKey } from "./key";

describe("names of acts", () => {
  it("are random UUIDs, and no two are the same", () => {
    const keys = Array.from({ length: 100 }, newKey);
    expect(new Set(keys).size).toBe(100);
    expect(keys.every((key) => /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/u.test(key))).toBe(
      true,
    );
  });
});
