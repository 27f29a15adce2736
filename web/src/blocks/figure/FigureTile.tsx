/** One figure large: its value or why there is none, its target, and how far it can be trusted. */

import { Link } from "wouter";

import type { Figure, Kpi } from "@/api/figures";
import { useI18n } from "@/i18n";
import { Doubts } from "./Doubts";
import css from "./Figure.module.css";
import { Status } from "./Status";
import { formatValue, whyNot } from "./value";

export interface FigureTileProps {
  readonly figure: Figure;
  readonly kpi: Kpi | undefined;
  /** Where the figure is explained. */
  readonly href: string;
}

export function FigureTile({ figure, kpi, href }: FigureTileProps) {
  const { t, f, language } = useI18n();
  const { value, unit, target, status } = figure;
  return (
    <li className={css.tile} data-status={status}>
      <h3 className={css.name}>
        <Link href={href} className={css.link} title={t("figure.explain")}>
          {kpi?.words[language] ?? figure.kpi}
        </Link>
      </h3>
      {value === null ? (
        <p className={css.absent}>
          <strong>{t("figure.absent")}</strong>
          {whyNot(figure.why, t)}
        </p>
      ) : (
        <p className={css.value}>
          {formatValue(value, unit, f, t)}
          <Status status={status} />
        </p>
      )}
      {unit === "ratio" && value !== null && (
        <div className={css.gauge} data-over={value > 1} aria-hidden="true">
          <span style={{ "--share": Math.min(1, Math.max(0, value)) }} />
          {target !== null && <i style={{ "--share": Math.min(1, Math.max(0, target)) }} />}
        </div>
      )}
      {target !== null && (
        <p className={css.target}>{t("figure.target", { value: formatValue(target, unit, f, t) })}</p>
      )}
      <Doubts figure={figure} />
    </li>
  );
}
