/** What a piece of time is: its mark, its words, from when to when. */

import { useNow } from "@/live";
import { useI18n } from "@/i18n";
import { ClassMark, ReasonMark } from "@/ui/ReasonMark";
import css from "./CorrectDialog.module.css";
import type { Piece } from "./pieces";
import type { TimeWords } from "./words";
import { pieceTitle } from "./words";

export interface PieceHeadProps {
  readonly piece: Piece;
  readonly words: TimeWords;
}

export function PieceHead({ piece, words }: PieceHeadProps) {
  const { t, f, language } = useI18n();
  const now = useNow();
  const to = piece.open ? Math.max(now, piece.to) : piece.to;
  const states = piece.states.map((code) => words.states.get(code).words[language]).join(", ");
  return (
    <span className={css.piece}>
      <PieceMark piece={piece} words={words} />
      <span>
        <span className={css.name}>{pieceTitle(piece, words)}</span>
        <span className={css.facts}>
          {f.moment(piece.from, now)} – {piece.open ? t("timeline.now") : f.moment(to, piece.from)} ·{" "}
          {f.duration(to - piece.from)} · {states}
          {piece.origin !== "none" && ` · ${t(piece.origin === "rule" ? "time.origin.rule" : "time.origin.person")}`}
        </span>
      </span>
    </span>
  );
}

export function PieceMark({ piece, words }: PieceHeadProps) {
  const reason = words.reasons.find(({ code }) => code === piece.reason);
  if (piece.reason !== "") {
    return <ReasonMark color={reason?.color ?? ""} shape={reason?.shape ?? "square"} size="large" />;
  }
  return <ClassMark timeClass={piece.timeClass} size="large" />;
}
