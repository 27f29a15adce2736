/** Small text helpers without a language. */

/** Fold case and the letter ё so that a search finds what a person means. */
export function fold(text: string): string {
  return text.toLocaleLowerCase().replaceAll("ё", "е").trim();
}

/** Does every word of `query` occur somewhere in `haystack`? Both are folded. */
export function matches(haystack: string, query: string): boolean {
  const folded = fold(haystack);
  return fold(query)
    .split(/\s+/u)
    .every((word) => folded.includes(word));
}

/** A path of a control: from a root (`/_N_WKS_DIR/…`), a drive (`TNC:\…`), or with backslashes. */
const PATH = /^\/|\\|^\w+:\//u;

/**
 * The last part of a program's path: the part that tells programs apart. A name that is no path stays
 * whole, slashes and all (`O1234 SHAFT 2/1`).
 */
export function baseName(name: string): string {
  const parts = PATH.test(name) ? name.split(/[\\/]/u) : [name];
  return parts.findLast((part) => part.trim() !== "") ?? name;
}
