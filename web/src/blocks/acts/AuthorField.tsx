/** Who corrects: his name goes with every correction. */

import { TextInput } from "@mantine/core";

import { LONGEST_NAME, useAuthor } from "@/api";
import { useI18n } from "@/i18n";
import css from "./AuthorField.module.css";

export function AuthorField() {
  const { t } = useI18n();
  const [name, setName] = useAuthor();
  return (
    <label className={css.field}>
      <span className={css.label}>{t("acts.author")}</span>
      <TextInput
        size="sm"
        className={css.input}
        placeholder={t("acts.author.hint")}
        value={name}
        maxLength={LONGEST_NAME}
        autoComplete="name"
        data-empty={name.trim() === ""}
        onChange={(event) => {
          setName(event.currentTarget.value);
        }}
      />
    </label>
  );
}
