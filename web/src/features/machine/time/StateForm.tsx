/** What the machine did, whatever its signals said: a state over a piece, or over a part of it. */

import { useState } from "react";

import type { StateLookup } from "@/api";
import { SECOND, toWire } from "@/core/instant";
import { fromInput, toDateTimeInput } from "@/core/zone";
import { useI18n } from "@/i18n";
import { StateMark } from "@/ui/StateMark";
import css from "./CorrectDialog.module.css";
import { Moment } from "./Moment";
import type { Piece } from "./pieces";

export interface StateFormProps {
  readonly piece: Piece;
  readonly states: StateLookup;
  readonly disabled: boolean;
  readonly onSay: (state: string, from: string, to: string) => void;
}

export function StateForm({ piece, states, disabled, onSay }: StateFormProps) {
  const { t, f, language } = useI18n();
  const [given] = useState({ from: toDateTimeInput(piece.from, f.zone), to: toDateTimeInput(piece.to, f.zone) });
  const [from, setFrom] = useState(given.from);
  const [to, setTo] = useState(given.to);
  const [start, end] = [fromInput(from, f.zone), fromInput(to, f.zone)];
  const right = start !== null && end !== null && (from === given.from || to === given.to || start < end);
  // A bound that was not touched is the piece's own, exact beyond the second that is shown.
  const exact = (text: string, shown: string, own: string, at: number | null): string =>
    text === shown ? own : toWire(at ?? 0);
  return (
    <div className={css.form}>
      <p className="muted">{t("correct.state.hint")}</p>
      <div className={css.fields}>
        <Moment label={t("correct.from")} text={from} wrong={start === null} onText={setFrom} />
        <Moment label={t("correct.to")} text={to} wrong={end === null || !right} onText={setTo} />
        <span className="muted">{right && f.duration(Math.max(0, Math.round((end - start) / SECOND) * SECOND))}</span>
      </div>
      <div className={css.states}>
        {states.all.map((kind) => (
          <button
            key={kind.code}
            type="button"
            className={css.state}
            disabled={disabled || !right}
            onClick={() => {
              onSay(kind.code, exact(from, given.from, piece.start, start), exact(to, given.to, piece.end, end));
            }}
          >
            <StateMark base={kind.base} shape={kind.shape} color={kind.color} />
            {kind.words[language]}
          </button>
        ))}
      </div>
    </div>
  );
}
