/** From when on the next entry holds: now, unless a person says otherwise. */

import { TextInput } from "@mantine/core";

import { useI18n } from "@/i18n";
import css from "./Manual.module.css";
import type { From } from "./words";
import { NOW } from "./words";

const AGO = [5, 15, 30] as const;

export interface FromChoiceProps {
  readonly from: From;
  readonly wrong: boolean;
  readonly onChange: (from: From) => void;
}

export function FromChoice({ from, wrong, onChange }: FromChoiceProps) {
  const { t } = useI18n();
  const choice = (key: string, word: string, value: From, chosen: boolean) => (
    <button
      key={key}
      type="button"
      className={css.from}
      aria-pressed={chosen}
      onClick={() => {
        onChange(value);
      }}
    >
      {word}
    </button>
  );
  return (
    <div className={css.line} role="group" aria-label={t("manual.at")}>
      <span className={css.label}>{t("manual.at")}</span>
      {choice("now", t("manual.at.now"), NOW, from.kind === "now")}
      {AGO.map((minutes) =>
        choice(
          String(minutes),
          t("manual.at.ago", { minutes }),
          { kind: "ago", minutes },
          from.kind === "ago" && from.minutes === minutes,
        ),
      )}
      {choice("time", t("manual.at.time"), { kind: "time", text: "" }, from.kind === "time")}
      {from.kind === "time" && (
        <TextInput
          size="lg"
          className={css.time}
          aria-label={t("manual.at.time")}
          placeholder={t("manual.at.form")}
          inputMode="numeric"
          autoFocus
          error={wrong ? t("manual.at.wrong") : undefined}
          value={from.text}
          onChange={(event) => {
            onChange({ kind: "time", text: event.currentTarget.value });
          }}
        />
      )}
    </div>
  );
}
