/** Short names for addresses out of names that people give. Pure. */

const LATIN: Readonly<Record<string, string>> = {
  ...{ а: "a", б: "b", в: "v", г: "g", д: "d", е: "e", ё: "e", ж: "zh", з: "z", и: "i", й: "y", к: "k", л: "l" },
  ...{ м: "m", н: "n", о: "o", п: "p", р: "r", с: "s", т: "t", у: "u", ф: "f", х: "kh", ц: "ts", ч: "ch", ш: "sh" },
  ...{ щ: "shch", ъ: "", ы: "y", ь: "", э: "e", ю: "yu", я: "ya", і: "i", ў: "u", ґ: "g", є: "ye", ї: "yi" },
};

const LONGEST = 40;

/** Latin letters, digits and dashes; "" where nothing of the kind is left. */
export function slug(name: string): string {
  const latin = Array.from(
    name.replaceAll("№", " ").normalize("NFKD").toLowerCase().replaceAll("и\u0306", "й").replaceAll("е\u0308", "е"),
  )
    .map((letter) => LATIN[letter] ?? letter)
    .join("");
  return latin
    .replace(/\p{M}/gu, "")
    .replace(/[^a-z0-9]+/gu, "-")
    .replace(/^-+|-+$/gu, "")
    .slice(0, LONGEST)
    .replace(/-+$/u, "");
}

/** The name, or the name with the first free number, where it is taken. */
export function free(name: string, taken: ReadonlySet<string>): string {
  if (!taken.has(name)) {
    return name;
  }
  for (let number = 2; ; number += 1) {
    const next = `${name}-${number}`;
    if (!taken.has(next)) {
      return next;
    }
  }
}
