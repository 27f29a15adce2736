/** A surface over the page that asks for one decision. The browser keeps the focus in it and gives it back. */

import { CloseButton } from "@mantine/core";
import { useEffect, useId, useRef } from "react";
import type { ReactNode } from "react";

import css from "./Dialog.module.css";

export interface DialogProps {
  readonly title: ReactNode;
  readonly close: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
  /** Stands below what scrolls. */
  readonly foot?: ReactNode;
}

export function Dialog({ title, close, onClose, children, foot }: DialogProps) {
  const ref = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const dialog = ref.current;
    dialog?.showModal();
    return () => {
      dialog?.close();
    };
  }, []);
  return (
    <dialog
      ref={ref}
      className={css.dialog}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onPointerDown={(event) => {
        // The element itself is hit only beside its content: on the backdrop.
        if (event.target === event.currentTarget) {
          onClose();
        }
      }}
    >
      <div className={css.surface}>
        <header className={css.head}>
          <h2 id={id} className={css.title}>
            {title}
          </h2>
          <CloseButton size="lg" aria-label={close} onClick={onClose} />
        </header>
        <div className={css.body}>{children}</div>
        {foot !== undefined && <footer className={css.foot}>{foot}</footer>}
      </div>
    </dialog>
  );
}
