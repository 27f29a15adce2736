/** Pieces and corrections in the reader's words. Pure. */

import type { Correction, ReasonChoice } from "@/api/corrections";
import type { StateLookup } from "@/api";
import type { Language, Translate } from "@/i18n";
import type { Piece } from "./pieces";

export interface TimeWords {
  readonly t: Translate;
  readonly language: Language;
  readonly states: StateLookup;
  readonly reasons: readonly ReasonChoice[];
}

/** The reason of a code; one that is not in the tree any more keeps its code for a word. */
export function reasonWord(code: string, { reasons, language }: Pick<TimeWords, "reasons" | "language">): string {
  return reasons.find((reason) => reason.code === code)?.words[language] ?? code;
}

/** What a piece is, in a few words. */
export function pieceTitle(piece: Piece, words: TimeWords): string {
  const { t, states, language } = words;
  if (piece.reason !== "") {
    return reasonWord(piece.reason, words);
  }
  if (piece.kind === "stop") {
    return piece.timeClass === "unexplained" ? t("time.unexplained") : t(`class.${piece.timeClass}`);
  }
  return states.get(piece.states[0] ?? "no_data").words[language];
}

/** What a correction said. */
export function correctionText(line: Correction, words: TimeWords): string {
  const { t, states, language } = words;
  const kind = t.known("corrections.kind", line.kind) ?? line.kind;
  switch (line.kind) {
    case "reason":
      return line.value === "" ? t("corrections.no_reason") : `${kind}: ${reasonWord(line.value, words)}`;
    case "state": {
      const state = states.get(line.value).words[language];
      return line.reason === "" ? `${kind}: ${state}` : `${kind}: ${state}, ${reasonWord(line.reason, words)}`;
    }
    case "parts":
      return t("corrections.parts", { scrap: line.scrap, rework: line.rework, program: line.value || "—" });
    case "undo":
      return t("corrections.undid", { id: line.target ?? 0 });
    default:
      return kind;
  }
}
