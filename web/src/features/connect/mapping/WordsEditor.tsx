/** What the machine says, and what it means. */

import { Button, CloseButton, NativeSelect, TextInput } from "@mantine/core";

import { useI18n } from "@/i18n";
import type { Word } from "./entries";
import css from "./Mapping.module.css";

export interface WordsEditorProps {
  readonly words: readonly Word[];
  /** Words that rules know; none for a free text. */
  readonly known: readonly string[];
  readonly onChange: (words: readonly Word[]) => void;
}

export function WordsEditor({ words, known, onChange }: WordsEditorProps) {
  const { t } = useI18n();
  const put = (index: number, word: Word): void => {
    onChange(words.map((one, place) => (place === index ? word : one)));
  };
  const label = (word: string): string => {
    const said = t.known("word", word);
    return said === null ? word : `${word} — ${said}`;
  };
  return (
    <fieldset className={css.words}>
      <legend>{t("map.words")}</legend>
      <p className="muted">{t("map.words.text")}</p>
      {words.map(([raw, word], index) => (
        <div key={index} className={css.wordRow}>
          <TextInput
            size="sm"
            aria-label={t("map.words.raw")}
            placeholder={t("map.words.raw")}
            value={raw}
            onChange={(event) => {
              put(index, [event.currentTarget.value, word]);
            }}
          />
          <span aria-hidden="true">→</span>
          {known.length > 0 ? (
            <NativeSelect
              size="sm"
              aria-label={t("map.words.word")}
              value={word}
              onChange={(event) => {
                put(index, [raw, event.currentTarget.value]);
              }}
              data={[
                { value: "", label: "—" },
                ...(known.includes(word) || word === "" ? known : [...known, word]).map((value) => ({
                  value,
                  label: label(value),
                })),
              ]}
            />
          ) : (
            <TextInput
              size="sm"
              aria-label={t("map.words.word")}
              placeholder={t("map.words.word")}
              value={word}
              onChange={(event) => {
                put(index, [raw, event.currentTarget.value]);
              }}
            />
          )}
          <CloseButton
            size="md"
            aria-label={t("map.words.remove", { raw })}
            onClick={() => {
              onChange(words.filter((_, place) => place !== index));
            }}
          />
        </div>
      ))}
      {words.length > 0 && <p className="muted">{t("map.words.rest")}</p>}
      <Button
        size="compact-sm"
        variant="default"
        onClick={() => {
          onChange([...words, ["", ""]]);
        }}
      >
        {t("map.words.add")}
      </Button>
    </fieldset>
  );
}
