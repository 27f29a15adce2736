/** Where in a TOML text a refusal points to: "at line 3", or a path such as `state[1].when.signal`. Pure. */

const LINE = /\bline (\d+)/u;
const STEP = /^([\w-]+)(?:\[(\d+)\])?$/u;

const escaped = (name: string): string => name.replace(/[^\w-]/gu, "");

/** Index of the first line at or after `from` that fits, before the next table; -1 for none. */
function within(lines: readonly string[], from: number, fits: RegExp): number {
  for (let at = from; at < lines.length; at += 1) {
    const line = lines[at] ?? "";
    if (at > from && /^\s*\[/u.test(line)) {
      return -1;
    }
    if (fits.test(line)) {
      return at;
    }
  }
  return -1;
}

const keyOf = (name: string): RegExp => new RegExp(`^\\s*${escaped(name)}\\s*=`, "u");

/** The line (from 1) that a place means, or null where the text does not show it. */
export function lineOf(text: string, where: string): number | null {
  const told = LINE.exec(where);
  if (told !== null) {
    return Number(told[1]);
  }
  const lines = text.split("\n");
  const [head = "", next = ""] = where.split(".");
  const [, name = "", number] = STEP.exec(head) ?? [];
  if (name === "") {
    return null;
  }
  const key = STEP.exec(next)?.[1] ?? "";
  if (number !== undefined) {
    // A text that stands on another one shows only some of the rules that are counted.
    if (lines.some((line) => keyOf("extends").test(line))) {
      return null;
    }
    const header = new RegExp(`^\\s*\\[\\[\\s*${escaped(name)}\\s*\\]\\]`, "u");
    const at = lines.flatMap((line, place) => (header.test(line) ? [place] : []))[Number(number)];
    if (at === undefined) {
      return null;
    }
    const found = key === "" ? -1 : within(lines, at, keyOf(key));
    return (found < 0 ? at : found) + 1;
  }
  const tables = [`${escaped(name)}\\.${escaped(key)}`, escaped(name)];
  for (const table of key === "" ? tables.slice(1) : tables) {
    const at = lines.findIndex((line) => new RegExp(`^\\s*\\[\\s*${table}\\s*\\]`, "u").test(line));
    if (at >= 0) {
      const found = key === "" ? -1 : within(lines, at, keyOf(key));
      return (found < 0 ? at : found) + 1;
    }
  }
  const found = lines.findIndex((line) => keyOf(name).test(line));
  return found < 0 ? null : found + 1;
}
