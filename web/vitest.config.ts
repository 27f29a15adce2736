/** Tests run on the ordinary configuration, in a simulated browser; a test that warns on the console is read, not ignored. */

import { defineConfig, mergeConfig } from "vitest/config";
import vite from "./vite.config";

export default mergeConfig(
  vite,
  defineConfig({
    test: {
      environment: "jsdom",
      include: ["src/**/*.test.{ts,tsx}", "tools/**/*.test.js"],
      css: { include: [/tokens\.css/] }, // the only sheet a test reads; the others stay empty
      setupFiles: ["src/test/setup.ts"],
      testTimeout: 30_000,
      restoreMocks: true,
      unstubGlobals: true,
    },
  }),
);
