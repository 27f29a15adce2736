/** A setting that is a table: a form a line. */

import { Button, CloseButton, Input } from "@mantine/core";

import type { Field } from "@/api/sources";
import { useI18n } from "@/i18n";
import type { TypedRow } from "./draft";
import { collect, draftOf } from "./draft";
import { FieldInput } from "./FieldInput";
import css from "./FieldForm.module.css";
import { useWrongTexts } from "./useWrongTexts";

export interface TableInputProps {
  readonly field: Field;
  readonly rows: readonly TypedRow[];
  readonly wrong: string | undefined;
  readonly onChange: (rows: readonly TypedRow[]) => void;
}

export function TableInput({ field, rows, wrong, onChange }: TableInputProps) {
  const { t } = useI18n();
  const texts = useWrongTexts();
  const columns = field.columns ?? [];
  return (
    <fieldset className={css.table}>
      <legend className={css.legend}>{field.title}</legend>
      {field.help !== "" && <p className="muted">{field.help}</p>}
      {rows.map((row, index) => {
        const told = wrong === undefined ? {} : texts(collect(columns, row).wrong);
        return (
          <div key={index} className={css.row}>
            <div className={css.grid}>
              {columns.map((column) => (
                <FieldInput
                  key={column.name}
                  field={column}
                  value={row[column.name]}
                  isSet={false}
                  wrong={told[column.name]}
                  onChange={(value) => {
                    onChange(rows.map((other, place) => (place === index ? { ...row, [column.name]: value } : other)));
                  }}
                />
              ))}
            </div>
            <CloseButton
              size="lg"
              aria-label={t("fields.remove", { number: index + 1 })}
              onClick={() => {
                onChange(rows.filter((_, place) => place !== index));
              }}
            />
          </div>
        );
      })}
      {wrong !== undefined && <Input.Error size="md">{wrong}</Input.Error>}
      <Button
        className={css.keep}
        size="sm"
        variant="default"
        onClick={() => {
          onChange([...rows, draftOf(columns, {})]);
        }}
      >
        {t("fields.add")}
      </Button>
    </fieldset>
  );
}
