/** One figure in a table: value, status and the worst doubt; leads to its explanation. */

import { Link } from "wouter";

import type { Figure } from "@/api/figures";
import { useI18n } from "@/i18n";
import { Doubts } from "./Doubts";
import css from "./Figure.module.css";
import { Status } from "./Status";
import { formatValue, whyNot } from "./value";

export interface FigureCellProps {
  readonly figure: Figure;
  readonly href: string;
}

export function FigureCell({ figure, href }: FigureCellProps) {
  const { t, f } = useI18n();
  const { value, unit, status } = figure;
  return (
    <span className={css.cell}>
      <span className={css.cellLine}>
        <Status status={status} />
        <Link href={href} className={css.cellValue} data-absent={value === null} title={t("figure.explain")}>
          {value === null ? whyNot(figure.why, t) : formatValue(value, unit, f, t)}
        </Link>
      </span>
      {value !== null && <Doubts figure={figure} brief />}
    </span>
  );
}
