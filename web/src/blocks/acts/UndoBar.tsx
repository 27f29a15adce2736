/** What was done last, and the way back. */

import { Button, CloseButton } from "@mantine/core";
import { useEffect } from "react";
import type { ReactNode } from "react";

import { useI18n } from "@/i18n";
import css from "./UndoBar.module.css";

/** Long enough to read it and to think better of it. */
const SHOWN_MS = 20_000;

export interface UndoBarProps {
  /** What was done; a new act is another key of the element. */
  readonly children: ReactNode;
  readonly warnings: readonly string[];
  readonly error: string | null;
  readonly pending: boolean;
  /** null where it cannot be taken back. */
  readonly onUndo: (() => void) | null;
  readonly onClose: () => void;
}

export function UndoBar({ children, warnings, error, pending, onUndo, onClose }: UndoBarProps) {
  const { t } = useI18n();
  const stays = warnings.length > 0 || error !== null || pending;
  useEffect(() => {
    if (stays) {
      return undefined;
    }
    const timer = setTimeout(onClose, SHOWN_MS);
    return () => {
      clearTimeout(timer);
    };
  }, [stays, onClose]);
  return (
    <div
      className={css.bar}
      role="status"
      data-tone={error === null ? (warnings.length > 0 ? "warning" : "calm") : "danger"}
    >
      <div className={css.text}>
        <p>{children}</p>
        {warnings.map((warning) => (
          <p key={warning} className={css.warning}>
            {warning}
          </p>
        ))}
        {error !== null && <p className={css.error}>{error}</p>}
      </div>
      {onUndo !== null && (
        <Button size="md" variant="default" loading={pending} onClick={onUndo}>
          {t("acts.undo")}
        </Button>
      )}
      <CloseButton size="lg" aria-label={t("acts.close")} onClick={onClose} />
    </div>
  );
}
