/** The way on and back at the end of a step. */

import { Button } from "@mantine/core";
import type { ReactNode } from "react";

import { useI18n } from "@/i18n";
import css from "./Connect.module.css";

export interface FootProps {
  readonly onBack: () => void;
  /** Left out where the step has its own way on. */
  readonly onNext?: () => void;
  readonly ready?: boolean;
  readonly children?: ReactNode;
}

export function Foot({ onBack, onNext, ready = true, children }: FootProps) {
  const { t } = useI18n();
  return (
    <div className={css.foot}>
      <Button size="md" variant="default" onClick={onBack}>
        {t("connect.back")}
      </Button>
      {children}
      {onNext !== undefined && (
        <Button size="md" disabled={!ready} onClick={onNext}>
          {t("connect.next")}
        </Button>
      )}
    </div>
  );
}
