/** The entries of a mapping: which place is which signal, in which words or at which scale. Pure. */

import type { Entry, Place } from "@/api/setup";
import type { Field } from "@/api/sources";
import type { Draft as Typed, Wrongs } from "@/blocks/fields/draft";
import { asText, collect, draftOf } from "@/blocks/fields/draft";
import { free, slug } from "@/core/slug";
import type { Target } from "./vocabulary";
import { targetOf } from "./vocabulary";

export type Word = readonly [raw: string, word: string];

/** An entry while it is made: numbers and addresses as they are typed. */
export interface Mapped {
  readonly key: string;
  readonly name: string;
  readonly category: "EVENT" | "SAMPLE";
  readonly type: string;
  readonly sub_type: string;
  readonly units: string;
  readonly scale: string;
  readonly offset: string;
  readonly words: readonly Word[];
  /** Where it lies: the columns of the protocol. */
  readonly where: Typed;
}

/** What every entry has, whatever the protocol: the rest of its columns say where it lies. */
const COMMON: ReadonlySet<string> = new Set([
  ...["device", "key", "name", "category", "type", "sub_type", "units", "component", "component_type"],
  ...["scale", "offset", "values", "messages"],
]);

/** The columns that say where an entry lies. */
export function addressColumns(signals: Field | undefined): readonly Field[] {
  return (signals?.columns ?? []).filter(({ name }) => !COMMON.has(name));
}

/** The column that takes the address of a place found by browsing. */
export function placeColumn(signals: Field | undefined): string {
  const columns = addressColumns(signals);
  const said = columns.find(({ type, required }) => required && type === "text");
  return (said ?? columns[0])?.name ?? "address";
}

/** How the address of a place is told where several columns tell it together: `holding:12`, `shop/mill#state.power`. */
const PARTS: readonly { readonly columns: readonly [string, string]; readonly parts: RegExp }[] = [
  { columns: ["table", "address"], parts: /^([^:]+):(.+)$/u },
  { columns: ["topic", "path"], parts: /^([^#]+)#(.+)$/u },
];

/** What a place says of the columns of an entry. */
export function placed(signals: Field | undefined, address: string): Typed {
  const names = new Set(addressColumns(signals).map(({ name }) => name));
  for (const { columns, parts } of PARTS) {
    const [, first, second] = parts.exec(address) ?? [];
    if (columns.every((name) => names.has(name)) && first !== undefined && second !== undefined) {
      return { [columns[0]]: first, [columns[1]]: second };
    }
  }
  return { [placeColumn(signals)]: address };
}

/** Does an entry lie at the address? */
export function liesAt(entry: Mapped, signals: Field | undefined, address: string): boolean {
  return Object.entries(placed(signals, address)).every(([name, value]) => asText(entry.where[name]) === value);
}

/** Where an entry lies, for reading. */
export function whereText(entry: Mapped, signals: Field | undefined): string {
  return addressColumns(signals)
    .filter(({ required, name }) => required || name === "path")
    .map(({ name }) => asText(entry.where[name]))
    .filter((part) => part !== "")
    .join(" · ");
}

const keysOf = (entries: readonly Mapped[]): ReadonlySet<string> => new Set(entries.map(({ key }) => key));

function where(signals: Field | undefined, place: Place | null): Typed {
  const typed = draftOf(addressColumns(signals), {});
  return place === null ? typed : { ...typed, ...placed(signals, place.address) };
}

const PLAIN = { scale: "1", offset: "0", words: [] } as const;

/** A new entry for a target; `place` says where it lies, if that is known. */
export function entryFor(
  target: Target,
  entries: readonly Mapped[],
  place: Place | null,
  signals: Field | undefined,
): Mapped {
  const { code, category, type, sub_type, units } = target;
  return {
    ...PLAIN,
    key: free(code, keysOf(entries)),
    name: place?.title ?? "",
    category,
    type,
    sub_type: sub_type ?? "",
    units: units ?? "",
    words: wordsFor(target, place?.value ?? ""),
    where: where(signals, place),
  };
}

/** An entry for a place that is none of the known signals: it is kept under its own name. */
export function ownEntry(entries: readonly Mapped[], place: Place | null, signals: Field | undefined): Mapped {
  const value = place?.value ?? "";
  const numeric = value !== "" && !Number.isNaN(Number(value.replace(",", ".")));
  const made = slug(place?.title ?? "");
  const name = made === "" ? "signal" : made;
  return {
    ...PLAIN,
    key: free(name, keysOf(entries)),
    name: place?.title ?? "",
    category: numeric ? "SAMPLE" : "EVENT",
    type: name.replaceAll("-", "_").toUpperCase(),
    sub_type: "",
    units: place?.units ?? "",
    where: where(signals, place),
  };
}

const TRUTH = /^(true|false|0|1)$/iu;

/** The first words: those of a truth value are plain, else the present raw value waits for its word. */
function wordsFor({ words }: Target, raw: string): readonly Word[] {
  const [yes, no] = words;
  const said = raw.trim();
  if (yes === undefined || words.includes(said)) {
    return [];
  }
  return said === "" || TRUTH.test(said)
    ? [
        ["1", yes],
        ["0", no ?? ""],
      ]
    : [[said, yes]];
}

export const isNumeric = (entry: Mapped): boolean => targetOf(entry)?.numeric ?? entry.category === "SAMPLE";

const NUMBERS: readonly Field[] = [
  ["scale", 1],
  ["offset", 0],
].map(([name, usual]) => ({
  ...{ name: String(name), title: "", help: "", type: "number", required: false, default: usual, unit: "" },
  ...{ example: "", choices: null, minimum: null, maximum: null, columns: null, secret: false },
}));

const typedOf = (entry: Mapped): Typed => ({ ...entry.where, scale: entry.scale, offset: entry.offset });
const fieldsOf = (signals: Field | undefined): readonly Field[] => [...addressColumns(signals), ...NUMBERS];

/** What of an entry is missing or wrong. */
export function wrongEntry(entry: Mapped, signals: Field | undefined): Wrongs {
  return collect(fieldsOf(signals), typedOf(entry)).wrong;
}

/** Entries as the connector takes them; those that are still being made are left out. */
export function ready(entries: readonly Mapped[], signals: Field | undefined): readonly Entry[] {
  return entries.flatMap((entry) => {
    const { settings, wrong } = collect(fieldsOf(signals), typedOf(entry));
    const { scale, offset, ...place } = settings;
    if (Object.keys(wrong).length > 0 || Object.keys(place).length === 0 || entry.key === "" || entry.type === "") {
      return [];
    }
    const words = entry.words.filter(([raw, word]) => raw.trim() !== "" && word !== "");
    const numeric = isNumeric(entry) && words.length === 0;
    return [
      {
        key: entry.key,
        ...(entry.name === "" ? {} : { name: entry.name }),
        category: entry.category,
        type: entry.type,
        ...(entry.sub_type === "" ? {} : { sub_type: entry.sub_type }),
        ...(entry.units === "" ? {} : { units: entry.units }),
        ...(numeric && scale !== undefined ? { scale } : {}),
        ...(numeric && offset !== undefined ? { offset } : {}),
        ...(words.length > 0 ? { values: Object.fromEntries(words.map(([raw, word]) => [raw.trim(), word])) } : {}),
        ...place,
      },
    ];
  });
}
