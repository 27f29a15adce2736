/** A moment on the site's wall clock, typed; taken with Enter or on leaving the field. */

import { TextInput } from "@mantine/core";
import { useState } from "react";

import type { Ms } from "@/core/instant";
import { SECOND } from "@/core/instant";
import { fromInput, toDateTimeInput } from "@/core/zone";
import { useI18n } from "@/i18n";

export interface InstantFieldProps {
  readonly at: Ms | null;
  readonly onAt: (at: Ms) => void;
  readonly className?: string | undefined;
}

/** Mount it anew (by `key`) when `at` changes from outside. */
export function InstantField({ at, onAt, className }: InstantFieldProps) {
  const { t, f } = useI18n();
  const shown = at === null ? "" : toDateTimeInput(at, f.zone);
  const [draft, setDraft] = useState(shown);
  const chosen = draft.trim() === "" ? null : fromInput(draft, f.zone);
  const wrong = draft.trim() !== "" && chosen === null;
  const take = (): void => {
    const same = at !== null && chosen !== null && Math.floor(at / SECOND) === Math.floor(chosen / SECOND);
    if (chosen !== null && !same) {
      onAt(chosen);
    }
  };
  return (
    <form
      className={className}
      onSubmit={(event) => {
        event.preventDefault();
        take();
      }}
    >
      <TextInput
        size="sm"
        label={t("explain.instant")}
        placeholder={t("explain.instant.form")}
        error={wrong ? t("explain.instant.wrong") : undefined}
        inputMode="numeric"
        autoComplete="off"
        spellCheck={false}
        value={draft}
        onChange={(event) => {
          setDraft(event.currentTarget.value);
        }}
        onBlur={take}
      />
    </form>
  );
}
