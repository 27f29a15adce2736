/** The way from a changed draft into force: from when on, save, or let go. */

import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useState } from "react";

import { toWire } from "@/core/instant";
import { fromInput, toDateTimeInput } from "@/core/zone";
import { describeError, useI18n } from "@/i18n";
import { useLive } from "@/live";
import css from "./SaveBar.module.css";

const STARTS = ["now", "date", "ever"] as const;
type Start = (typeof STARTS)[number];

export interface SaveBarProps {
  /** What changed, a line each. */
  readonly said: readonly string[];
  /** Why it cannot be saved as it is; null where it can. */
  readonly wrong: string | null;
  readonly pending: boolean;
  readonly error: unknown;
  /** RFC 3339, or null: from ever. */
  readonly onSave: (effectiveFrom: string | null) => void;
  readonly onDiscard: () => void;
}

export function SaveBar({ said, wrong, pending, error, onSave, onDiscard }: SaveBarProps) {
  const { t, f } = useI18n();
  const { clock } = useLive();
  const [start, setStart] = useState<Start>("now");
  const [typed, setTyped] = useState("");
  const date = fromInput(typed, f.zone);
  const ready = wrong === null && (start !== "date" || date !== null);
  const save = (): void => {
    onSave(start === "ever" ? null : toWire(start === "date" && date !== null ? date : clock.now()));
  };
  return (
    <section className={css.bar} aria-label={t("saving.title")}>
      <div className={css.said} role="status">
        {said.map((line) => (
          <p key={line}>{line}</p>
        ))}
        {wrong !== null && <p className={css.error}>{wrong}</p>}
        {error != null && <p className={css.error}>{describeError(error, t)}</p>}
      </div>
      <NativeSelect
        className={css.from}
        size="sm"
        label={t("saving.from")}
        value={start}
        onChange={(event) => {
          const chosen = STARTS.find((name) => name === event.currentTarget.value) ?? "now";
          setStart(chosen);
          if (chosen === "date" && typed === "") {
            setTyped(toDateTimeInput(clock.now(), f.zone));
          }
        }}
        data={STARTS.map((value) => ({ value, label: t(`saving.from.${value}`) }))}
      />
      {start === "date" && (
        <TextInput
          className={css.at}
          size="sm"
          label={t("saving.at")}
          placeholder={t("saving.at.form")}
          error={date === null}
          value={typed}
          onChange={(event) => {
            setTyped(event.currentTarget.value);
          }}
        />
      )}
      <Button size="sm" loading={pending} disabled={!ready} onClick={save}>
        {t("saving.save")}
      </Button>
      <Button size="sm" variant="default" disabled={pending} onClick={onDiscard}>
        {t("saving.discard")}
      </Button>
    </section>
  );
}
