/** A formula cut into names and what stands between them. Pure. */

export interface Piece {
  readonly text: string;
  /** Whether it is a name: of a term, or of another figure. */
  readonly name: boolean;
}

const NAME = /[A-Za-z_][A-Za-z0-9_]*/gu;

/** Signs as people write them. */
const SIGNS: Readonly<Record<string, string>> = { "*": "×", "/": "÷", "-": "−" };

export function piecesOf(formula: string): readonly Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  const between = (text: string): void => {
    if (text !== "") {
      pieces.push({ text: text.replace(/[*/-]/gu, (sign) => SIGNS[sign] ?? sign), name: false });
    }
  };
  for (const found of formula.matchAll(NAME)) {
    between(formula.slice(at, found.index));
    pieces.push({ text: found[0], name: true });
    at = found.index + found[0].length;
  }
  between(formula.slice(at));
  return pieces;
}

/** Names in a formula that are figures themselves. */
export const figuresIn = (formula: string, codes: ReadonlySet<string>): readonly string[] => [
  ...new Set(
    piecesOf(formula)
      .filter(({ text, name }) => name && codes.has(text))
      .map(({ text }) => text),
  ),
];
