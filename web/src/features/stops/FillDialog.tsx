/** One reason for the chosen stops. */

import { TextInput } from "@mantine/core";
import { useState } from "react";

import type { Acting } from "@/api/corrections";
import { useReasonChoices } from "@/api/corrections";
import { ReasonPicker } from "@/blocks/reasons/ReasonPicker";
import { rememberReason } from "@/blocks/reasons/recent";
import { describeError, useI18n } from "@/i18n";
import { Dialog } from "@/ui/Dialog";
import css from "./StopsPage.module.css";

export interface FillDialogProps {
  /** Where all of them are of one machine: only its reasons are shown. */
  readonly machine: string | undefined;
  readonly count: number;
  readonly acting: Acting;
  readonly onFill: (reason: string, comment: string) => void;
  readonly onClose: () => void;
}

export function FillDialog({ machine, count, acting, onFill, onClose }: FillDialogProps) {
  const { t } = useI18n();
  const reasons = useReasonChoices(machine);
  const [comment, setComment] = useState("");
  return (
    <Dialog
      title={t("stops.fill.title", { stops: t.plural("stops.count", count) })}
      close={t("correct.close")}
      onClose={onClose}
    >
      {acting.error !== null && (
        <p className={css.error} role="alert">
          {describeError(acting.error, t)}
        </p>
      )}
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
      <ReasonPicker
        reasons={reasons}
        chosen=""
        disabled={acting.pending}
        onChoose={(code) => {
          rememberReason(code);
          onFill(code, comment);
        }}
      />
    </Dialog>
  );
}
