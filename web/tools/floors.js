/**
 * The floor plan of the web, as a lint rule (house.md, direction rule 7):
 * apps → features → blocks → (charts | live | api | i18n) → ui → core; a room uses rooms below it, never beside or above,
 * and a feature never another feature. A door (apps/office) does not know another door.
 */

import path from "node:path";

/** The height of each room; equal heights are neighbours. @type {Readonly<Record<string, number>>} */
const HEIGHT = { core: 0, ui: 1, charts: 2, live: 2, api: 2, i18n: 2, blocks: 3, features: 4, apps: 5 };

/*
 * blocks: what several features show alike and what speaks a language, so that neither the charts nor the ui can hold it.
 */

/** Rooms made of flats that do not know each other. */
const HOUSES_OF_FLATS = new Set(["features", "apps"]);

/**
 * The shapes of the wire are types and nothing else: neighbours of the api may name them (`import type`),
 * so that a live message and a chart speak of the same machine as an answer does.
 */
const WIRE = /^@\/api\/types$/;

/** Test helpers: any test may use them, and they may use any room. */
const WORKSHOP = "test";

/**
 * @typedef {{ room: string, flat: string | undefined }} Place where a file lives
 */

/**
 * Where a path under src/ lives, or undefined for a path outside.
 * @param {string} file path with any separators
 * @returns {Place | undefined}
 */
function place(file) {
  const parts = file.split(/[\\/]/);
  const source = parts.lastIndexOf("src");
  const room = parts[source + 1];
  if (source < 0 || room === undefined) return undefined;
  return { room, flat: HOUSES_OF_FLATS.has(room) ? parts[source + 2] : undefined };
}

/**
 * The path that an import names, or undefined for a package.
 * @param {string} specifier
 * @param {string} importer
 */
function target(specifier, importer) {
  if (specifier.startsWith("@/")) return `src/${specifier.slice(2)}`;
  if (specifier.startsWith(".")) return path.join(path.dirname(importer), specifier);
  return undefined;
}

/**
 * Why an import breaks the floor plan, or undefined when it keeps to it.
 * @param {string} importer path of the importing file
 * @param {string} specifier what it imports
 * @param {boolean} [typesOnly] whether it is an `import type`
 * @returns {{ messageId: "unknown" | "upwards" | "beside" | "flat" | "workshop", data: Record<string, string> } | undefined}
 */
export function breach(importer, specifier, typesOnly = false) {
  const imported = target(specifier, importer);
  const from = place(importer);
  const to = imported === undefined ? undefined : place(imported);
  if (from === undefined || to === undefined || from.room === WORKSHOP) return undefined;
  if (to.room === WORKSHOP) {
    return /\.test\.tsx?$/.test(importer) ? undefined : { messageId: "workshop", data: { from: from.room } };
  }
  const here = HEIGHT[from.room];
  const there = HEIGHT[to.room];
  const data = { from: from.room, to: to.room };
  if (here === undefined || there === undefined) return { messageId: "unknown", data };
  if (from.room === to.room) return from.flat === to.flat ? undefined : { messageId: "flat", data };
  if (there > here) return { messageId: "upwards", data };
  if (there === here) return typesOnly && WIRE.test(specifier) ? undefined : { messageId: "beside", data };
  return undefined;
}

/** @type {import("eslint").Rule.RuleModule} */
export const floors = {
  meta: {
    type: "problem",
    docs: { description: "a room of the web uses only rooms below it" },
    schema: [],
    messages: {
      unknown: "No floor is known for this import ({{from}} → {{to}}): rooms are listed in tools/floors.js.",
      upwards: "{{from}} may not use {{to}}: it is a floor above.",
      beside: "{{from}} may not use {{to}}: they are neighbours.",
      flat: "One of the {{from}} may not use another: move what both need a floor down.",
      workshop: "{{from}} may not use test helpers.",
    },
  },
  create(context) {
    /** @param {{ source?: import("estree").Expression | null | undefined }} node */
    const check = (node) => {
      if (node.source?.type !== "Literal" || typeof node.source.value !== "string") return;
      const typesOnly = "importKind" in node && node.importKind === "type";
      const found = breach(context.filename, node.source.value, typesOnly);
      if (found !== undefined) context.report({ node: node.source, ...found });
    };
    return {
      ImportDeclaration: check,
      ImportExpression: check,
      ExportAllDeclaration: check,
      ExportNamedDeclaration: check,
    };
  },
};
