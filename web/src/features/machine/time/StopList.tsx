/** The stops of the period as a list, the newest first: the way to correct without pointing at the picture. */

import { Button } from "@mantine/core";

import type { Ms } from "@/core/instant";
import { useI18n } from "@/i18n";
import { ClassMark, ReasonMark } from "@/ui/ReasonMark";
import { Notice } from "@/ui/Notice";
import table from "@/ui/table.module.css";
import css from "./StopList.module.css";
import type { Piece } from "./pieces";
import { isListed } from "./pieces";
import type { TimeWords } from "./words";
import { pieceTitle } from "./words";

/** More rows than a person reads. */
const MOST_ROWS = 200;

export interface StopListProps {
  readonly pieces: readonly Piece[];
  readonly words: TimeWords;
  readonly now: Ms;
  readonly onPiece: (piece: Piece) => void;
  readonly onSelect: (at: Ms) => void;
}

export function StopList({ pieces, words, now, onPiece, onSelect }: StopListProps) {
  const { t, f, language } = useI18n();
  const stops = pieces.filter(isListed).toReversed();
  if (stops.length === 0) {
    return <Notice title={t("stops.none.title")} text={t("stops.none.text")} />;
  }
  const row = (piece: Piece) => {
    const reason = words.reasons.find(({ code }) => code === piece.reason);
    return (
      <tr key={piece.start} className={css.row} data-open={piece.open}>
        <td>
          {piece.reason === "" ? (
            <ClassMark timeClass={piece.timeClass}>{pieceTitle(piece, words)}</ClassMark>
          ) : (
            <ReasonMark color={reason?.color ?? ""} shape={reason?.shape ?? "square"}>
              {pieceTitle(piece, words)}
            </ReasonMark>
          )}
        </td>
        <td className="nowrap">
          <button
            type="button"
            className={table.moment}
            onClick={() => {
              onSelect(piece.from);
            }}
          >
            {f.moment(piece.from, now)}
          </button>
          {" – "}
          {piece.open ? t("timeline.now") : f.moment(piece.to, piece.from)}
        </td>
        <td className={table.number}>{f.duration((piece.open ? Math.max(now, piece.to) : piece.to) - piece.from)}</td>
        <td>{piece.states.map((code) => words.states.get(code).words[language]).join(", ")}</td>
        <td className={table.number}>
          <Button
            size="sm"
            variant="default"
            onClick={() => {
              onPiece(piece);
            }}
          >
            {t(piece.reason === "" ? "stops.explain" : "stops.correct")}
          </Button>
        </td>
      </tr>
    );
  };
  return (
    <div className={table.scroll} tabIndex={0} role="region" aria-label={t("stops.title")}>
      <table className={table.table}>
        <thead>
          <tr>
            <th scope="col">{t("stops.reason")}</th>
            <th scope="col">{t("stops.when")}</th>
            <th scope="col" className={table.number}>
              {t("stops.length")}
            </th>
            <th scope="col">{t("stops.state")}</th>
            <th scope="col">
              <span className="visually-hidden">{t("stops.explain")}</span>
            </th>
          </tr>
        </thead>
        <tbody>{stops.slice(0, MOST_ROWS).map(row)}</tbody>
      </table>
      {stops.length > MOST_ROWS && (
        <p className={table.more}>
          {t("timeline.table.shown", { shown: f.number(MOST_ROWS), total: f.number(stops.length) })}
        </p>
      )}
    </div>
  );
}
