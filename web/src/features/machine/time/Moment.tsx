/** A moment of a piece, typed on the site's wall clock to the second. */

import { TextInput } from "@mantine/core";

import { useI18n } from "@/i18n";
import css from "./CorrectDialog.module.css";

export interface MomentProps {
  readonly label: string;
  readonly text: string;
  readonly wrong: boolean;
  readonly onText: (text: string) => void;
}

export function Moment({ label, text, wrong, onText }: MomentProps) {
  const { t } = useI18n();
  return (
    <TextInput
      size="md"
      className={css.moment}
      label={label}
      placeholder={t("explain.instant.form")}
      error={wrong}
      autoComplete="off"
      spellCheck={false}
      value={text}
      onChange={(event) => {
        onText(event.currentTarget.value);
      }}
    />
  );
}
