/** The form of a connector's settings, made of what the connector says of them. */

import type { ReactNode } from "react";

import type { Field } from "@/api/sources";
import { useI18n } from "@/i18n";
import type { Draft, Typed } from "./draft";
import css from "./FieldForm.module.css";
import { FieldInput } from "./FieldInput";

export interface FieldFormProps {
  readonly fields: readonly Field[];
  readonly draft: Draft;
  /** Secrets that are set and not shown. */
  readonly secrets: ReadonlySet<string>;
  /** What is wrong, by field, in words. */
  readonly wrong: Readonly<Record<string, string>>;
  /** Fields that stand open although they are not compulsory. */
  readonly open?: readonly string[];
  readonly onChange: (name: string, value: Typed | undefined) => void;
}

/** Fields that take a line of their own. */
const WIDE: ReadonlySet<string> = new Set(["table", "list", "map"]);
/** Where to, and who asks: what people have to think of even where it is not compulsory. */
const USUAL = /user|password|token|secret/u;

export function FieldForm({ fields, draft, secrets, wrong, open = [], onChange }: FieldFormProps) {
  const { t } = useI18n();
  const first = (field: Field): boolean =>
    field.required || field.secret || USUAL.test(field.name) || open.includes(field.name);
  const shown = fields.filter(first);
  const folded = fields.filter((field) => !first(field));
  const inputs = (some: readonly Field[]): ReactNode => (
    <div className={css.grid}>
      {some.map((field) => (
        <div key={field.name} className={css.cell} data-wide={WIDE.has(field.type) || undefined}>
          <FieldInput
            field={field}
            value={draft[field.name]}
            isSet={secrets.has(field.name)}
            wrong={wrong[field.name]}
            onChange={(value) => {
              onChange(field.name, value);
            }}
          />
        </div>
      ))}
    </div>
  );
  return (
    <div className={css.form}>
      {shown.length > 0 && inputs(shown)}
      {folded.length > 0 && (
        <details
          className={css.more}
          open={shown.length === 0 || folded.some(({ name }) => name in wrong) || undefined}
        >
          <summary>{t.plural("fields.more", folded.length)}</summary>
          {inputs(folded)}
        </details>
      )}
    </div>
  );
}
