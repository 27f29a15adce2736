/** Reasons that were given last at this screen, the newest first. Kept in this browser. */

const STORED = "dispatcher.reasons";
const MOST = 12;

export function readRecent(): readonly string[] {
  try {
    const stored: unknown = JSON.parse(window.localStorage.getItem(STORED) ?? "[]");
    return Array.isArray(stored) ? stored.filter((code): code is string => typeof code === "string") : [];
  } catch {
    return [];
  }
}

export function rememberReason(code: string): void {
  const codes = [code, ...readRecent().filter((other) => other !== code)].slice(0, MOST);
  try {
    window.localStorage.setItem(STORED, JSON.stringify(codes));
  } catch {
    // a browser that keeps nothing: the whole tree is one tap away all the same
  }
}
