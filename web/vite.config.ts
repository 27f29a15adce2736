/** The build: each *.html beside this file is a door of its own (office, later terminal and wall). */

import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

const doors = readdirSync(here("."))
  .filter((name) => name.endsWith(".html"))
  .map(here);

/** Where `npm run dev` finds the server (`dispatcher demo` listens there unless DISPATCHER_PORT says otherwise). */
const server = `127.0.0.1:${process.env["DISPATCHER_PORT"] ?? "8080"}`;

export default defineConfig({
  plugins: [react()],
  resolve: { alias: { "@": here("src") } },
  build: {
    outDir: here("../src/dispatcher/_static"),
    emptyOutDir: true,
    target: "es2022",
    rolldownOptions: { input: doors },
  },
  server: {
    proxy: {
      "/api": { target: `http://${server}`, ws: true },
      "/healthz": { target: `http://${server}` },
    },
  },
});
