/** Settings while they are typed, and what they are once they are read. Pure. */

import type { Field, SettingValues } from "@/api/sources";
import { isHidden, isSecretSet } from "@/api/sources";

export type Typed = string | boolean | readonly TypedRow[];
// An interface, for a type cannot name itself through Record.
// eslint-disable-next-line @typescript-eslint/consistent-indexed-object-style
export interface TypedRow {
  readonly [name: string]: Typed | undefined;
}
/** What stands in each field; a secret that is not there is left as it is. */
export type Draft = TypedRow;

export type WrongCode = "required" | "integer" | "number" | "minimum" | "maximum" | "map" | "json";
export interface Wrong {
  readonly code: WrongCode;
  readonly limit: number | null;
}
export type Wrongs = Readonly<Record<string, Wrong>>;

export interface Collected {
  readonly settings: SettingValues;
  readonly wrong: Wrongs;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** A plain value as text; anything else is "". */
export const asText = (value: unknown): string =>
  typeof value === "string" ? value : typeof value === "number" || typeof value === "boolean" ? String(value) : "";

function typed(field: Field, value: unknown): Typed | undefined {
  switch (field.type) {
    case "boolean":
      return value === true;
    case "secret":
      return undefined;
    case "list":
      return Array.isArray(value) ? value.map(asText).join("\n") : "";
    case "map":
      return isRecord(value)
        ? Object.entries(value)
            .map(([name, word]) => `${name} = ${asText(word)}`)
            .join("\n")
        : "";
    case "table": {
      const columns = field.columns ?? [];
      if (columns.length > 0) {
        return (Array.isArray(value) ? value : []).map((row) => draftOf(columns, isRecord(row) ? row : {}));
      }
      return value == null || (Array.isArray(value) && value.length === 0) ? "" : JSON.stringify(value, null, 2);
    }
    case "text":
    case "integer":
    case "number":
    case "choice":
    case "path":
      return asText(value);
  }
}

/** What the form shows at first: what is set, else what holds by itself. */
export function draftOf(fields: readonly Field[], settings: SettingValues): Draft {
  return Object.fromEntries(
    fields.flatMap((field) => {
      if (isHidden(settings[field.name])) {
        return [];
      }
      const value = typed(field, settings[field.name] ?? field.default);
      return value === undefined ? [] : [[field.name, value] as const];
    }),
  );
}

/** Secrets that are set and not shown. */
export function secretsIn(settings: SettingValues): ReadonlySet<string> {
  return new Set(Object.entries(settings).flatMap(([name, value]) => (isSecretSet(value) ? [name] : [])));
}

const wrong = (code: WrongCode, limit: number | null = null): Wrong => ({ code, limit });

/** A number as people write it: with a comma, with spaces between thousands. */
function readNumber(text: string): number | null {
  const plain = text.replace(/[\s\u00a0]/gu, "").replace(",", ".");
  return /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/iu.test(plain) ? Number(plain) : null;
}

function checked(field: Field, text: string): number | Wrong {
  const value = readNumber(text);
  if (value === null || (field.type === "integer" && !Number.isSafeInteger(value))) {
    return wrong(field.type === "integer" ? "integer" : "number");
  }
  if (field.minimum !== null && value < field.minimum) {
    return wrong("minimum", field.minimum);
  }
  return field.maximum !== null && value > field.maximum ? wrong("maximum", field.maximum) : value;
}

/** `name = value`, one a line. */
function readMap(text: string): Readonly<Record<string, string>> | Wrong {
  const pairs = text
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => /^\s*([^=]+?)\s*=\s*(.*?)\s*$/u.exec(line));
  return pairs.some((pair) => pair === null)
    ? wrong("map")
    : Object.fromEntries(pairs.map((pair) => [pair?.[1] ?? "", pair?.[2] ?? ""]));
}

const isWrong = (value: unknown): value is Wrong => isRecord(value) && "code" in value && "limit" in value;

/** The value of a field as the server takes it; undefined where nothing is said. */
function read(field: Field, value: Typed | undefined): unknown {
  if (typeof value === "boolean" || value === undefined) {
    return value;
  }
  if (typeof value !== "string") {
    const rows = value.map((row) => collect(field.columns ?? [], row));
    return rows.some((row) => Object.keys(row.wrong).length > 0) ? wrong("json") : rows.map(({ settings }) => settings);
  }
  if (field.type === "secret") {
    return value;
  }
  const text = value.trim();
  if (text === "") {
    return undefined;
  }
  switch (field.type) {
    case "integer":
    case "number":
      return checked(field, text);
    case "list":
      return text.split(field.secret ? /[\s,]+/u : "\n").flatMap((line) => (line.trim() === "" ? [] : [line.trim()]));
    case "map":
      return readMap(text);
    case "table":
      try {
        const parsed: unknown = JSON.parse(text);
        return typeof parsed === "object" && parsed !== null ? parsed : wrong("json");
      } catch {
        return wrong("json");
      }
    case "text":
    case "choice":
    case "path":
    case "boolean":
      return text;
  }
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

const NONE: ReadonlySet<string> = new Set();

/** The settings that were typed; what is as usual is left out, and so are secrets of `kept` that were not touched. */
export function collect(fields: readonly Field[], draft: Draft, kept: ReadonlySet<string> = NONE): Collected {
  const settings: Record<string, unknown> = {};
  const wrongs: Record<string, Wrong> = {};
  for (const field of fields) {
    const untouched = kept.has(field.name) && draft[field.name] === undefined;
    const value = untouched ? undefined : read(field, draft[field.name]);
    if (isWrong(value)) {
      wrongs[field.name] = value;
    } else if (untouched) {
      continue;
    } else if (value === undefined || value === "") {
      if (field.required) {
        wrongs[field.name] = wrong("required");
      } else if (kept.has(field.name)) {
        settings[field.name] = null; // a secret that is to go
      }
    } else if (!same(value, field.default ?? null) || field.required) {
      settings[field.name] = value;
    }
  }
  return { settings, wrong: wrongs };
}

/** The field that a refusal of the server names, if any: `signals.3.type` is the field `signals`. */
export function fieldOf(params: Readonly<Record<string, unknown>>): string | null {
  const named = params.field ?? params.setting;
  return typeof named === "string" && named !== "" ? (named.replace(/^settings\./u, "").split(".")[0] ?? null) : null;
}
