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
