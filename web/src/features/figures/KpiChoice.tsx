/** Which figures are shown: those of the school first, the others below, each with its formula. */

import { Button } from "@mantine/core";
import { useEffect, useRef, useState } from "react";

import type { Kpi, School } from "@/api/figures";
import { useI18n } from "@/i18n";
import css from "./KpiChoice.module.css";
import { MOST_KPIS, SCHOOLS } from "./choose";

export interface KpiChoiceProps {
  readonly kpis: readonly Kpi[];
  readonly school: School;
  readonly chosen: readonly string[];
  readonly onChange: (codes: readonly string[]) => void;
}

export function KpiChoice({ kpis, school, chosen, onChange }: KpiChoiceProps) {
  const { t, f, language } = useI18n();
  const [open, setOpen] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!open) {
      return undefined;
    }
    const outside = (event: Event): void => {
      if (event.target instanceof Node && box.current?.contains(event.target) === false) {
        setOpen(false);
      }
    };
    document.addEventListener("pointerdown", outside);
    return () => {
      document.removeEventListener("pointerdown", outside);
    };
  }, [open]);
  const full = chosen.length >= MOST_KPIS;
  const groups = [school, ...SCHOOLS.filter((one) => one !== school)];
  return (
    <div
      ref={box}
      className={css.choice}
      onKeyDown={(event) => {
        if (event.key === "Escape") {
          setOpen(false);
        }
      }}
    >
      <Button
        size="sm"
        variant="default"
        aria-expanded={open}
        onClick={() => {
          setOpen(!open);
        }}
      >
        {t("figures.choose")} <span className={css.count}>{f.number(chosen.length)}</span>
      </Button>
      {open && (
        <div className={css.list} role="group" aria-label={t("figures.choose")}>
          {full && <p className="muted">{t("figures.choose.full", { count: f.number(MOST_KPIS) })}</p>}
          {groups.map((one) => (
            <fieldset key={one} className={css.group}>
              <legend>{t(`figures.school.${one}`)}</legend>
              {kpis
                .filter((kpi) => kpi.school === one)
                .map(({ code, words, formula }) => {
                  const on = chosen.includes(code);
                  return (
                    <label key={code} className={css.item}>
                      <input
                        type="checkbox"
                        checked={on}
                        disabled={(!on && full) || (on && chosen.length === 1)}
                        onChange={() => {
                          onChange(on ? chosen.filter((other) => other !== code) : [...chosen, code]);
                        }}
                      />
                      <span>
                        {words[language]} <code className={css.formula}>{formula}</code>
                      </span>
                    </label>
                  );
                })}
            </fieldset>
          ))}
        </div>
      )}
    </div>
  );
}
