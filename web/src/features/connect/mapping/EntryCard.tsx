/** One mapped signal: where it lies, its words or its scale, and its live value beside. */

import { CloseButton, TextInput } from "@mantine/core";

import type { SignalPreview } from "@/api/setup";
import type { Field } from "@/api/sources";
import { asText } from "@/blocks/fields/draft";
import { FieldInput } from "@/blocks/fields/FieldInput";
import { useWrongTexts } from "@/blocks/fields/useWrongTexts";
import { formatValue } from "@/blocks/values/formatValue";
import { useI18n } from "@/i18n";
import type { Mapped } from "./entries";
import { addressColumns, isNumeric, whereText, wrongEntry } from "./entries";
import css from "./Mapping.module.css";
import type { Target } from "./vocabulary";
import { WordsEditor } from "./WordsEditor";

export interface EntryCardProps {
  readonly entry: Mapped;
  /** null: a signal of its own. */
  readonly target: Target | null;
  readonly signals: Field | undefined;
  readonly browsable: boolean;
  readonly live: SignalPreview | undefined;
  /** null takes it away. */
  readonly onChange: (entry: Mapped | null) => void;
}

export function EntryCard(props: EntryCardProps) {
  const { entry, target, signals, browsable, live, onChange } = props;
  const { t, f, language } = useI18n();
  const texts = useWrongTexts();
  const columns = addressColumns(signals);
  const wrongs = wrongEntry(entry, signals);
  const wrong = texts(Object.fromEntries(Object.entries(wrongs).filter(([, { code }]) => code !== "required")));
  const set = (part: Partial<Mapped>): void => {
    onChange({ ...entry, ...part });
  };
  const numeric = isNumeric(entry);
  const title = entry.name === "" ? entry.key : entry.name;
  const inputs = (some: readonly Field[]) =>
    some.map((field) => (
      <FieldInput
        key={field.name}
        field={field}
        value={entry.where[field.name]}
        isSet={false}
        wrong={wrong[field.name]}
        onChange={(value) => {
          set({ where: { ...entry.where, [field.name]: value } });
        }}
      />
    ));
  // What a place has filled in already needs no field in the foreground.
  const asked = columns.filter(({ name, required }) =>
    browsable ? required && (name in wrongs || asText(entry.where[name]) === "") : required || columns.length < 4,
  );
  const rest = columns.filter((field) => !asked.includes(field));
  return (
    <article className={css.entry} aria-label={title}>
      <header className={css.entryHead}>
        <span className={css.title}>{title}</span>
        {browsable && <code className={css.where}>{whereText(entry, signals)}</code>}
        <span className={css.now}>
          {live === undefined || live.at === null ? (
            <span className="muted">{t("map.no_value")}</span>
          ) : (
            <strong>{formatValue(live.value, live.units, { t, f, language })}</strong>
          )}
        </span>
        <CloseButton
          size="lg"
          aria-label={t("map.remove", { signal: title })}
          onClick={() => {
            onChange(null);
          }}
        />
      </header>
      {asked.length > 0 && <div className={css.inputs}>{inputs(asked)}</div>}
      {numeric ? (
        <div className={css.inputs}>
          {(["scale", "offset", "units"] as const).map((name) => (
            <TextInput
              key={name}
              size="sm"
              label={t(`map.${name}`)}
              inputMode={name === "units" ? undefined : "decimal"}
              value={entry[name]}
              error={wrong[name]}
              onChange={(event) => {
                set({ [name]: event.currentTarget.value });
              }}
            />
          ))}
        </div>
      ) : (
        <WordsEditor
          words={entry.words}
          known={target?.words ?? []}
          onChange={(words) => {
            set({ words });
          }}
        />
      )}
      <details className={css.fold}>
        <summary>{t("map.more")}</summary>
        <div className={css.inputs}>
          <TextInput
            size="sm"
            label={t("map.name")}
            value={entry.name}
            onChange={(event) => {
              set({ name: event.currentTarget.value });
            }}
          />
          {target === null && (
            <TextInput
              size="sm"
              label={t("map.type")}
              value={entry.type}
              onChange={(event) => {
                set({ type: event.currentTarget.value.toUpperCase().replace(/[^A-Z0-9_]+/gu, "_") });
              }}
            />
          )}
          {inputs(rest)}
        </div>
      </details>
    </article>
  );
}
