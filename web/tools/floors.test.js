/** The floor plan names every breach, and lets through what the plan allows. */

import { expect, test } from "vitest";
import { breach } from "./floors.js";

test.each([
  ["src/apps/office/main.tsx", "@/features/board"],
  ["src/features/board/Board.tsx", "@/charts/timeline"],
  ["src/features/board/Board.tsx", "./Tile"],
  ["src/features/board/Board.tsx", "../../core/interval"],
  ["src/features/board/Board.tsx", "@/blocks/PeriodBar"],
  ["src/blocks/PeriodBar.tsx", "@/i18n"],
  ["src/charts/timeline/layout.ts", "@/core/interval"],
  ["src/ui/StateMark.tsx", "@mantine/core"],
  ["src/ui/StateMark.test.tsx", "@/test/render"],
  ["src/test/render.tsx", "@/ui/theme"],
])("%s may use %s", (importer, specifier) => {
  expect(breach(importer, specifier)).toBeUndefined();
});

test.each([
  ["src/core/interval.ts", "@/ui/theme", "upwards"],
  ["src/ui/StateMark.tsx", "@/i18n/en", "upwards"],
  ["src/features/board/Board.tsx", "@/apps/office/App", "upwards"],
  ["src/charts/timeline/Timeline.tsx", "@/api/client", "beside"],
  ["src/live/socket.ts", "../api/schema", "beside"],
  ["src/features/board/Board.tsx", "@/features/machine/Machine", "flat"],
  ["src/features/board/Board.tsx", "../machine", "flat"],
  ["src/blocks/PeriodBar.tsx", "@/features/board", "upwards"],
  ["src/charts/axis.ts", "@/blocks/period", "upwards"],
  ["src/apps/office/App.tsx", "@/apps/wall/App", "flat"],
  ["src/ui/StateMark.tsx", "@/test/render", "workshop"],
  ["src/features/board/Board.tsx", "@/helpers/misc", "unknown"],
])("%s may not use %s: %s", (importer, specifier, messageId) => {
  expect(breach(importer, specifier)?.messageId).toBe(messageId);
});

test("a neighbour of the api may name the shapes of the wire, and only name them", () => {
  expect(breach("src/live/store.ts", "@/api/types", true)).toBeUndefined();
  expect(breach("src/live/store.ts", "@/api/types", false)?.messageId).toBe("beside");
  expect(breach("src/live/store.ts", "@/api/client", true)?.messageId).toBe("beside");
});
