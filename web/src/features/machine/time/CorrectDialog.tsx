/** What a person says about one piece of time: why it stood, and everything else that can be corrected. */

import { Button, TextInput } from "@mantine/core";
import { useState } from "react";

import type { StateLookup } from "@/api";
import type { Act, Acting, CorrectBody } from "@/api/corrections";
import { AuthorField } from "@/blocks/acts/AuthorField";
import { ReasonPicker } from "@/blocks/reasons/ReasonPicker";
import { rememberReason } from "@/blocks/reasons/recent";
import { parseInstant } from "@/core/instant";
import { describeError, useI18n } from "@/i18n";
import { Dialog } from "@/ui/Dialog";
import css from "./CorrectDialog.module.css";
import { PartsForm } from "./PartsForm";
import { PieceHead } from "./PieceHead";
import type { Piece } from "./pieces";
import { lockOf, waysOf } from "./pieces";
import { SplitForm } from "./SplitForm";
import { StateForm } from "./StateForm";
import type { MachineTime } from "./useMachineTime";

type Mode = "reason" | "split" | "state" | "parts";

export interface CorrectDialogProps {
  readonly machineId: string;
  readonly piece: Piece;
  readonly time: MachineTime;
  readonly states: StateLookup;
  readonly acting: Acting;
  /** Does the act; the dialog closes when it succeeded. */
  readonly onAct: (act: Act) => void;
  readonly onClose: () => void;
}

type Said = Partial<Pick<CorrectBody, "end" | "value" | "reason" | "scrap" | "rework">> &
  Pick<CorrectBody, "kind" | "start">;

export function CorrectDialog({ machineId, piece, time, states, acting, onAct, onClose }: CorrectDialogProps) {
  const { t, f, language } = useI18n();
  const [mode, setMode] = useState<Mode>(piece.kind === "stop" ? "reason" : "state");
  const [comment, setComment] = useState("");
  const lock = time.account === undefined ? undefined : lockOf(piece, time.account);
  const ways = waysOf(time.pieces, piece);
  const end = piece.open ? null : piece.end;
  const closed = lock !== undefined || acting.pending;
  const say = (said: Said): void => {
    onAct({
      act: "correct",
      machine: machineId,
      body: {
        value: "",
        reason: "",
        scrap: 0,
        rework: 0,
        end: null,
        ...said,
        comment,
        seen: time.seen ?? null,
      },
    });
  };
  const give = (code: string): void => {
    if (code !== "") {
      rememberReason(code);
    }
    say({ kind: "reason", start: piece.start, end, value: code });
  };
  const tool = (label: string, run: () => void, shown = true, pressed?: boolean) =>
    shown && (
      <Button size="md" variant={pressed === true ? "filled" : "default"} disabled={closed} onClick={run}>
        {label}
      </Button>
    );
  const toggle = (wanted: Mode): void => {
    setMode(mode === wanted ? "reason" : wanted);
    acting.forget();
  };
  return (
    <Dialog
      title={<PieceHead piece={piece} words={{ t, language, states, reasons: time.reasons }} />}
      close={t("correct.close")}
      onClose={onClose}
      foot={
        <>
          {tool(
            t("correct.split"),
            () => {
              toggle("split");
            },
            piece.kind === "stop",
            mode === "split",
          )}
          {tool(
            t("correct.merge"),
            () => {
              say({ kind: "merge", start: ways.mergeFrom ?? piece.start, end });
            },
            ways.mergeFrom !== null,
          )}
          {tool(
            t("correct.back_date"),
            () => {
              say({ kind: "back_date", start: piece.start });
            },
            ways.backDate,
          )}
          {tool(
            t("correct.no_reason"),
            () => {
              give("");
            },
            piece.reason !== "",
          )}
          {tool(
            t("correct.state"),
            () => {
              toggle("state");
            },
            true,
            mode === "state",
          )}
          {tool(
            t("correct.parts"),
            () => {
              toggle("parts");
            },
            true,
            mode === "parts",
          )}
          {tool(
            t("correct.reset"),
            () => {
              say({ kind: "reset", start: piece.start, end });
            },
            ways.reset,
          )}
        </>
      }
    >
      {lock !== undefined && (
        <p className={css.lock} role="alert">
          {t("correct.locked", {
            from: f.dateTime(parseInstant(lock.start)),
            to: f.dateTime(parseInstant(lock.end)),
            by: lock.by || "—",
            at: f.dateTime(parseInstant(lock.at)),
          })}
        </p>
      )}
      {acting.error !== null && (
        <p className={css.error} role="alert">
          {describeError(acting.error, t)}
        </p>
      )}
      <div className={css.who}>
        <AuthorField />
        <TextInput
          size="sm"
          className={css.comment}
          aria-label={t("correct.comment")}
          placeholder={t("correct.comment")}
          value={comment}
          maxLength={1000}
          onChange={(event) => {
            setComment(event.currentTarget.value);
          }}
        />
      </div>
      {mode === "reason" && (
        <ReasonPicker reasons={time.reasons} chosen={piece.reason} disabled={closed} onChoose={give} />
      )}
      {mode === "split" && (
        <SplitForm
          piece={piece}
          disabled={closed}
          onSplit={(at) => {
            say({ kind: "split", start: at });
          }}
        />
      )}
      {mode === "state" && (
        <StateForm
          piece={piece}
          states={states}
          disabled={closed}
          onSay={(state, from, to) => {
            say({ kind: "state", start: from, end: to, value: state });
          }}
        />
      )}
      {mode === "parts" && (
        <PartsForm
          piece={piece}
          disabled={closed}
          onSay={(given) => {
            say({ kind: "parts", ...given });
          }}
        />
      )}
    </Dialog>
  );
}
