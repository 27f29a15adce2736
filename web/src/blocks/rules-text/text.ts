/** The text of a profile while it is edited: its version, and what changed of it. Pure. */

const VERSION = /^(\s*version\s*=\s*)(\d+)/mu;

export function versionOf(text: string): number | null {
  const found = VERSION.exec(text);
  return found === null ? null : Number(found[2]);
}

/** A version names one text for ever: another text that still has the number of `loaded` gets the `next` one. */
export function numbered(text: string, loaded: string, next: number): string {
  const same = text === loaded || versionOf(text) !== versionOf(loaded);
  return same ? text : text.replace(VERSION, (_, key: string) => `${key}${String(next)}`);
}

export interface LineChanges {
  readonly added: number;
  readonly removed: number;
}

/** How many lines stand in one of two texts only; a line that moved is none. */
export function linesChanged(before: string, after: string): LineChanges {
  const counts = new Map<string, number>();
  for (const line of before.split("\n")) {
    counts.set(line, (counts.get(line) ?? 0) + 1);
  }
  let added = 0;
  for (const line of after.split("\n")) {
    const left = counts.get(line) ?? 0;
    added += left > 0 ? 0 : 1;
    counts.set(line, left - (left > 0 ? 1 : 0));
  }
  return { added, removed: [...counts.values()].reduce((sum, left) => sum + left, 0) };
}
