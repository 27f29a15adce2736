/** Small fields of conditions: a duration, a list of words, a choice of several. */

import { MultiSelect, NativeSelect, NumberInput, TagsInput } from "@mantine/core";

import type { SpanUnit } from "@/core/span";
import { SPAN_UNITS, readSpan, writeSpan } from "@/core/span";
import { useI18n } from "@/i18n";
import { texts } from "./condition";
import css from "./Rules.module.css";

export interface SpanFieldProps {
  readonly label: string;
  /** As rules write it; what is no duration counts as nothing. */
  readonly value: unknown;
  readonly onChange: (span: string) => void;
}

export function SpanField({ label, value, onChange }: SpanFieldProps) {
  const { t } = useI18n();
  const { amount, unit } = readSpan(String(value)) ?? { amount: 0, unit: "min" as SpanUnit };
  return (
    <span className={css.span}>
      <NumberInput
        size="xs"
        className={css.amount}
        aria-label={label}
        hideControls
        min={0}
        value={amount}
        onChange={(next) => {
          onChange(writeSpan({ amount: Number(next) || 0, unit }));
        }}
      />
      <NativeSelect
        size="xs"
        aria-label={t("rules.unit")}
        value={unit}
        onChange={(event) => {
          const next = SPAN_UNITS.find((name) => name === event.currentTarget.value) ?? "min";
          onChange(writeSpan({ amount, unit: next }));
        }}
        data={SPAN_UNITS.map((name) => ({ value: name, label: t(`unit.${name}`) }))}
      />
    </span>
  );
}

export interface ListFieldProps {
  readonly label: string;
  readonly placeholder?: string;
  readonly value: unknown;
  readonly onChange: (list: string[]) => void;
}

/** Words of one's own, Enter after each. */
export function WordsField({ label, placeholder, value, onChange }: ListFieldProps) {
  const own = texts(value);
  return (
    <TagsInput
      size="xs"
      className={css.grow}
      aria-label={label}
      placeholder={own.length === 0 ? (placeholder ?? label) : undefined}
      value={own}
      onChange={onChange}
    />
  );
}

export interface SeveralFieldProps extends ListFieldProps {
  readonly data: readonly { readonly value: string; readonly label: string }[];
}

/** Several of a known list. */
export function SeveralField({ label, value, data, onChange }: SeveralFieldProps) {
  const own = texts(value);
  const known = new Set(data.map((one) => one.value));
  const gone = own.filter((code) => !known.has(code)).map((code) => ({ value: code, label: code }));
  return (
    <MultiSelect
      size="xs"
      className={css.grow}
      aria-label={label}
      placeholder={own.length === 0 ? label : undefined}
      error={own.length === 0}
      data={[...data, ...gone]}
      value={own}
      onChange={onChange}
    />
  );
}
