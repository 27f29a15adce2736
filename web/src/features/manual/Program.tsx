/** Which program runs. */

import { Button, TextInput } from "@mantine/core";
import { useState } from "react";

import { useI18n } from "@/i18n";
import css from "./Manual.module.css";

export interface ProgramProps {
  readonly program: string;
  readonly busy: boolean;
  readonly onProgram: (program: string) => void;
}

export function Program({ program, busy, onProgram }: ProgramProps) {
  const { t } = useI18n();
  const [typed, setTyped] = useState(program);
  return (
    <form
      className={css.counter}
      aria-label={t("manual.program")}
      onSubmit={(event) => {
        event.preventDefault();
        onProgram(typed.trim());
      }}
    >
      <h3>
        {t("manual.program")} <span className={css.note}>{program === "" ? t("manual.program.none") : program}</span>
      </h3>
      <div className={css.line}>
        <TextInput
          size="lg"
          className={css.number}
          aria-label={t("manual.program")}
          placeholder="O1234"
          autoComplete="off"
          spellCheck={false}
          maxLength={200}
          value={typed}
          onChange={(event) => {
            setTyped(event.currentTarget.value);
          }}
        />
        <Button type="submit" size="lg" variant="default" disabled={busy || typed.trim() === program}>
          {t("manual.program.set")}
        </Button>
      </div>
    </form>
  );
}
