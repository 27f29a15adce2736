/** A secret: never shown, only set anew. */

import { Button, Input, TextInput } from "@mantine/core";
import type { TextInputProps } from "@mantine/core";

import { useI18n } from "@/i18n";
import type { Typed } from "./draft";
import css from "./FieldForm.module.css";

export interface SecretInputProps extends Pick<
  TextInputProps,
  "size" | "description" | "error" | "withAsterisk" | "required" | "inputWrapperOrder"
> {
  readonly label: string;
  readonly value: Typed | undefined;
  readonly isSet: boolean;
  readonly onChange: (value: string | undefined) => void;
}

export function SecretInput({ value, isSet, onChange, ...rest }: SecretInputProps) {
  const { t } = useI18n();
  if (isSet && value === undefined) {
    return (
      <Input.Wrapper size="md" label={rest.label} error={rest.error} labelElement="div">
        <div className={css.secret}>
          <span className={css.kept}>{t("fields.secret.set")}</span>
          <Button
            size="sm"
            variant="default"
            aria-label={t("fields.secret.change", { field: rest.label })}
            onClick={() => {
              onChange("");
            }}
          >
            {t("fields.secret.change.short")}
          </Button>
        </div>
      </Input.Wrapper>
    );
  }
  return (
    <div className={css.stack}>
      <TextInput
        {...rest}
        required={rest.required === true && !isSet}
        description={isSet ? t("fields.secret.clear") : rest.description}
        type="password"
        autoComplete="new-password"
        value={typeof value === "string" ? value : ""}
        onChange={(event) => {
          const typed = event.currentTarget.value;
          onChange(typed === "" && !isSet ? undefined : typed);
        }}
      />
      {isSet && (
        <Button
          className={css.keep}
          size="compact-sm"
          variant="subtle"
          onClick={() => {
            onChange(undefined);
          }}
        >
          {t("fields.secret.keep")}
        </Button>
      )}
    </div>
  );
}
