/** One field of a form: its title, help, unit and example around the input that its type wants. */

import { Checkbox, NativeSelect, TextInput, Textarea } from "@mantine/core";
import type { Field } from "@/api/sources";
import { useI18n } from "@/i18n";
import type { Typed } from "./draft";
import css from "./FieldForm.module.css";
import { SecretInput } from "./SecretInput";
import { TableInput } from "./TableInput";

/** Help stands below, so that inputs beside each other stand on one line. */
const ORDER: ("label" | "input" | "error" | "description")[] = ["label", "input", "error", "description"];

export interface FieldInputProps {
  readonly field: Field;
  readonly value: Typed | undefined;
  /** Only for a secret: there is one already. */
  readonly isSet: boolean;
  readonly wrong: string | undefined;
  readonly onChange: (value: Typed | undefined) => void;
}

export function FieldInput({ field, value, isSet, wrong, onChange }: FieldInputProps) {
  const { t, language } = useI18n();
  const text = typeof value === "string" ? value : "";
  const common = {
    size: "md",
    label: field.title,
    description: field.help === "" ? undefined : field.help,
    withAsterisk: field.required,
    required: field.required,
    error: wrong,
    inputWrapperOrder: ORDER,
  };
  const example = field.example === "" ? undefined : t("fields.example", { example: field.example });
  if (isSet && value === undefined) {
    return <SecretInput {...common} value={value} isSet={isSet} onChange={onChange} />;
  }
  switch (field.type) {
    case "boolean":
      return (
        <Checkbox
          className={css.check}
          size="md"
          label={field.title}
          description={common.description}
          error={wrong}
          checked={value === true}
          onChange={(event) => {
            onChange(event.currentTarget.checked);
          }}
        />
      );
    case "choice":
      return (
        <NativeSelect
          {...common}
          value={text}
          data={[...(field.required || text !== "" ? [] : [""]), ...(field.choices ?? [])]}
          onChange={(event) => {
            onChange(event.currentTarget.value);
          }}
        />
      );
    case "secret":
      return <SecretInput {...common} value={value} isSet={isSet} onChange={onChange} />;
    case "table":
      if (Array.isArray(value)) {
        return <TableInput field={field} rows={value} wrong={wrong} onChange={onChange} />;
      }
      return (
        <Lines {...common} note={t("fields.table.help")} mono value={text} example={example} onChange={onChange} />
      );
    case "map":
      return <Lines {...common} note={t("fields.map.help")} mono value={text} example={example} onChange={onChange} />;
    case "list":
      if (field.secret) {
        const description = [common.description, t("fields.secret.several")].filter((part) => part !== undefined);
        return (
          <SecretInput
            {...common}
            description={description.join(" ")}
            value={value}
            isSet={isSet}
            onChange={onChange}
          />
        );
      }
      return <Lines {...common} note={t("fields.list.help")} value={text} example={example} onChange={onChange} />;
    case "text":
    case "path":
    case "integer":
    case "number":
      return (
        <TextInput
          {...common}
          placeholder={example}
          value={text}
          lang={language}
          autoComplete="off"
          spellCheck={false}
          inputMode={field.type === "integer" ? "numeric" : field.type === "number" ? "decimal" : undefined}
          rightSection={field.unit === "" ? undefined : <span className={css.unit}>{field.unit}</span>}
          rightSectionWidth={field.unit === "" ? undefined : `${field.unit.length + 2}ch`}
          onChange={(event) => {
            onChange(event.currentTarget.value);
          }}
        />
      );
  }
}

interface LinesProps {
  readonly label: string;
  readonly description: string | undefined;
  readonly error: string | undefined;
  readonly required: boolean;
  readonly note: string;
  readonly mono?: boolean;
  readonly value: string;
  readonly example: string | undefined;
  readonly onChange: (value: string) => void;
}

function Lines({ label, description, error, required, note, mono = false, value, example, onChange }: LinesProps) {
  return (
    <Textarea
      size="md"
      label={label}
      description={[description, note].filter((part) => part !== undefined).join(" ")}
      error={error}
      required={required}
      inputWrapperOrder={ORDER}
      placeholder={example}
      rows={Math.min(12, Math.max(3, value.split("\n").length + 1))}
      spellCheck={false}
      classNames={mono ? { input: css.mono ?? "" } : {}}
      value={value}
      onChange={(event) => {
        onChange(event.currentTarget.value);
      }}
    />
  );
}
