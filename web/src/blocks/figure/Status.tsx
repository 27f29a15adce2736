/** How a figure stands to its target: a sign, a colour and a word. */

import type { FigureStatus } from "@/api/figures";
import { useI18n } from "@/i18n";
import css from "./Figure.module.css";

const SIGNS: Readonly<Record<Exclude<FigureStatus, "none">, string>> = { good: "✓", warn: "!", bad: "✕" };

export function Status({ status }: { readonly status: FigureStatus }) {
  const { t } = useI18n();
  return status === "none" ? null : (
    <span className={css.status} data-status={status} title={t(`figure.status.${status}`)}>
      <span aria-hidden="true">{SIGNS[status]}</span>
      <span className="visually-hidden">{t(`figure.status.${status}`)}</span>
    </span>
  );
}
