/** Pieces to count: large steps, and any other number. */

import { Button, TextInput } from "@mantine/core";
import { useState } from "react";

import { useI18n } from "@/i18n";
import css from "./Manual.module.css";
import { countOf } from "./words";

export interface CounterProps {
  readonly title: string;
  readonly note: string;
  readonly steps: readonly number[];
  readonly what: "parts" | "scrap";
  readonly busy: boolean;
  /** `then` runs when it was entered. */
  readonly onCount: (count: number, then?: () => void) => void;
}

export function Counter({ title, note, steps, what, busy, onCount }: CounterProps) {
  const { t } = useI18n();
  const [typed, setTyped] = useState("");
  const count = countOf(typed);
  return (
    <section className={css.counter} aria-label={title}>
      <h3>
        {title} {note !== "" && <span className={css.note}>{note}</span>}
      </h3>
      <div className={css.line}>
        {steps.map((step) => (
          <button
            key={step}
            type="button"
            className={css.step}
            data-what={what}
            disabled={busy}
            aria-label={t(`manual.add.${what}`, { count: step })}
            onClick={() => {
              onCount(step);
            }}
          >
            {t("manual.add", { count: step })}
          </button>
        ))}
      </div>
      <form
        className={css.line}
        onSubmit={(event) => {
          event.preventDefault();
          if (count !== null) {
            onCount(count, () => {
              setTyped("");
            });
          }
        }}
      >
        <TextInput
          size="lg"
          className={css.number}
          aria-label={`${title}: ${t("manual.number")}`}
          placeholder={t("manual.number")}
          inputMode="numeric"
          maxLength={6}
          value={typed}
          onChange={(event) => {
            setTyped(event.currentTarget.value);
          }}
        />
        <Button type="submit" size="lg" variant="default" disabled={busy || count === null}>
          {t("manual.put")}
        </Button>
      </form>
    </section>
  );
}
