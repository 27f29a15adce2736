/** Everything that was said about the machine's time in the period: who, when, what, and whether it still holds. */

import { Button } from "@mantine/core";

import type { Act, Correction } from "@/api/corrections";
import type { Ms } from "@/core/instant";
import { parseInstant, parseOptional } from "@/core/instant";
import { useI18n } from "@/i18n";
import { Notice } from "@/ui/Notice";
import table from "@/ui/table.module.css";
import css from "./CorrectionHistory.module.css";
import type { TimeWords } from "./words";
import { correctionText } from "./words";

export interface CorrectionHistoryProps {
  readonly log: readonly Correction[];
  readonly words: TimeWords;
  readonly now: Ms;
  readonly pending: boolean;
  readonly onAct: (act: Act) => void;
  readonly onSelect: (at: Ms) => void;
}

/** A shift is accepted and reopened, not undone. */
const canUndo = ({ kind, undone }: Correction): boolean => !undone && kind !== "accept" && kind !== "reopen";

export function CorrectionHistory({ log, words, now, pending, onAct, onSelect }: CorrectionHistoryProps) {
  const { t, f } = useI18n();
  if (log.length === 0) {
    return <Notice title={t("corrections.empty.title")} text={t("corrections.empty.text")} />;
  }
  const row = (line: Correction) => {
    const start = parseInstant(line.start);
    const end = parseOptional(line.end);
    const point = line.kind === "split" || line.kind === "parts";
    return (
      <tr key={line.id} className={css.row} data-undone={line.undone}>
        <td className="nowrap">{f.moment(parseInstant(line.at), now)}</td>
        <td>{line.author || <span className="muted">{t("corrections.nobody")}</span>}</td>
        <td className={css.what}>
          <span className={css.said}>{correctionText(line, words)}</span>
          {line.undone && <span className={css.undone}>{t("corrections.undone")}</span>}
          {line.comment !== "" && <span className={css.comment}>{line.comment}</span>}
        </td>
        <td className="nowrap">
          <button
            type="button"
            className={table.moment}
            onClick={() => {
              onSelect(start);
            }}
          >
            {f.moment(start, now)}
          </button>
          {!point && ` – ${end === null ? t("corrections.open") : f.moment(end, start)}`}
        </td>
        <td>
          {canUndo(line) && (
            <Button
              size="sm"
              variant="default"
              disabled={pending}
              onClick={() => {
                onAct({ act: "undo", id: line.id, whole: false });
              }}
            >
              {t(line.kind === "undo" ? "corrections.redo" : "acts.undo")}
            </Button>
          )}
        </td>
      </tr>
    );
  };
  return (
    <div className={table.scroll} tabIndex={0} role="region" aria-label={t("corrections.title")}>
      <table className={table.table}>
        <thead>
          <tr>
            <th scope="col">{t("corrections.at")}</th>
            <th scope="col">{t("corrections.author")}</th>
            <th scope="col">{t("corrections.what")}</th>
            <th scope="col">{t("corrections.time")}</th>
            <th scope="col">
              <span className="visually-hidden">{t("acts.undo")}</span>
            </th>
          </tr>
        </thead>
        <tbody>{log.toReversed().map(row)}</tbody>
      </table>
    </div>
  );
}
