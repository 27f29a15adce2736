/** Asks once more before something is done to a connection, and who does it. */

import { Button } from "@mantine/core";
import type { ReactNode } from "react";

import { AuthorField } from "@/blocks/acts/AuthorField";
import { describeError, useI18n } from "@/i18n";
import { Dialog } from "@/ui/Dialog";
import css from "./ConnectionPage.module.css";

export interface ConfirmDialogProps {
  readonly title: string;
  readonly text: string;
  readonly confirm: string;
  readonly danger?: boolean;
  readonly ready?: boolean;
  readonly pending: boolean;
  readonly error: Error | null;
  readonly children?: ReactNode;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}

export function ConfirmDialog(props: ConfirmDialogProps) {
  const { title, text, confirm, danger = false, ready = true, pending, error, children, onConfirm, onClose } = props;
  const { t } = useI18n();
  return (
    <Dialog
      title={title}
      close={t("acts.close")}
      onClose={onClose}
      foot={
        <>
          <Button
            size="md"
            loading={pending}
            disabled={!ready}
            className={danger ? css.dangerous : undefined}
            onClick={onConfirm}
          >
            {confirm.replace(/…$/u, "")}
          </Button>
          <Button size="md" variant="default" disabled={pending} onClick={onClose}>
            {t("connection.keep")}
          </Button>
        </>
      }
    >
      <p className={css.ask}>{text}</p>
      {children}
      <AuthorField />
      {error !== null && <ActError error={error} />}
    </Dialog>
  );
}

export function ActError({ error }: { readonly error: Error }) {
  const { t } = useI18n();
  return (
    <p role="alert" className={css.error}>
      {describeError(error, t)}
    </p>
  );
}
