/** Parts of a program that were scrap, or have to be reworked. */

import { Button, TextInput } from "@mantine/core";
import { useState } from "react";

import { useI18n } from "@/i18n";
import css from "./CorrectDialog.module.css";
import type { Piece } from "./pieces";

export interface Declared {
  readonly start: string;
  readonly value: string;
  readonly scrap: number;
  readonly rework: number;
}

export interface PartsFormProps {
  readonly piece: Piece;
  readonly disabled: boolean;
  readonly onSay: (declared: Declared) => void;
}

const countOf = (text: string): number | null => (/^\d{1,7}$/u.test(text.trim()) ? Number(text) : null);

export function PartsForm({ piece, disabled, onSay }: PartsFormProps) {
  const { t } = useI18n();
  const [program, setProgram] = useState(piece.program);
  const [scrap, setScrap] = useState("0");
  const [rework, setRework] = useState("0");
  const [bad, mend] = [countOf(scrap), countOf(rework)];
  const right = bad !== null && mend !== null && bad + mend > 0;
  const field = (label: string, value: string, onText: (text: string) => void, className?: string) => (
    <TextInput
      size="md"
      className={className ?? css.count}
      label={label}
      value={value}
      inputMode={className === undefined ? "numeric" : "text"}
      onChange={(event) => {
        onText(event.currentTarget.value);
      }}
    />
  );
  return (
    <form
      className={css.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (right && !disabled) {
          onSay({ start: piece.start, value: program.trim(), scrap: bad, rework: mend });
        }
      }}
    >
      <p className="muted">{t("correct.parts.hint")}</p>
      <div className={css.fields}>
        {field(t("correct.parts.program"), program, setProgram, css.moment)}
        {field(t("correct.parts.scrap"), scrap, setScrap)}
        {field(t("correct.parts.rework"), rework, setRework)}
        <Button size="md" type="submit" disabled={disabled || !right}>
          {t("correct.parts.say")}
        </Button>
      </div>
    </form>
  );
}
