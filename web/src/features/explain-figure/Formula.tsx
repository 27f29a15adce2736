/** The formula as it is defined, and once more with the numbers of this figure. */

import { useMemo } from "react";
import { Link } from "wouter";

import type { FigureExplanation, Kpi } from "@/api/figures";
import { useFigures } from "@/api/figures";
import { formatValue } from "@/blocks/figure/value";
import { addressOf } from "@/blocks/range/filters";
import { askedOf } from "@/blocks/range/range";
import type { Scope } from "@/blocks/range/useScope";
import { useI18n } from "@/i18n";
import css from "./ExplainFigurePage.module.css";
import { figuresIn, piecesOf } from "./formula";

export interface FormulaProps {
  readonly explanation: FigureExplanation;
  readonly kpis: readonly Kpi[];
  readonly scope: Scope;
}

export function Formula({ explanation, kpis, scope }: FormulaProps) {
  const { t, f, language } = useI18n();
  const { definition, terms, figure } = explanation;
  const pieces = piecesOf(definition.formula);
  const codes = new Set(kpis.map(({ code }) => code));
  const nested = figuresIn(definition.formula, codes).join(",");
  const { range, filters } = scope;
  const asked = useMemo(
    () => ({ kpis: nested.split(","), groupBy: [], asked: askedOf(range), filters }),
    [nested, range, filters],
  );
  const others = useFigures(asked, { live: false, enabled: nested !== "" }).data?.groups[0]?.figures ?? [];
  const valueOf = (name: string): string => {
    const term = terms.find(({ code }) => code === name);
    const other = others.find(({ kpi }) => kpi === name);
    const [value, unit] = term === undefined ? [other?.value ?? null, other?.unit] : [term.value, term.unit];
    return value === null || unit === undefined ? t("figure.absent.short") : formatValue(value, unit, f, t);
  };
  return (
    <div className={css.formulas}>
      <p className={css.formula}>
        <span className={css.code}>{definition.words[language]}</span>
        {" = "}
        {pieces.map(({ text, name }, index) =>
          name && codes.has(text) ? (
            <Link key={index} href={addressOf("/figures/explain", range, filters, { kpi: text })}>
              {kpis.find(({ code }) => code === text)?.words[language] ?? text}
            </Link>
          ) : name ? (
            <abbr key={index} title={terms.find(({ code }) => code === text)?.words[language]}>
              {text}
            </abbr>
          ) : (
            <span key={index}>{text}</span>
          ),
        )}
      </p>
      <p className={css.formula}>
        {pieces.map(({ text, name }, index) =>
          name ? (
            <span key={index} className={css.number}>
              {valueOf(text)}
            </span>
          ) : (
            <span key={index}>{text}</span>
          ),
        )}
        {" = "}
        <strong>
          {figure.value === null ? t("figure.absent.short") : formatValue(figure.value, figure.unit, f, t)}
        </strong>
      </p>
    </div>
  );
}
