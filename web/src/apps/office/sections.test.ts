/** Which section of the menu a page belongs to. */

import { expect, it } from "vitest";

import { sectionOf } from "./sections";

it.each([
  ["/", "/"],
  ["/timeline", "/timeline"],
  ["/losses", "/figures"],
  ["/figures/explain", "/figures"],
  ["/settings/reasons", "/settings"],
  ["/connections/new", "/connections"],
  ["/machines/m1", undefined],
  ["/timelines", undefined],
])("%s belongs to %s", (path, section) => {
  expect(sectionOf(path)?.path).toBe(section);
});
