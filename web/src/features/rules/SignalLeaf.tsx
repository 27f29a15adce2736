/** A test of a signal: by the role it plays in the profile of the machine, or by what it declares. */

import { Autocomplete, NativeSelect, NumberInput, TextInput } from "@mantine/core";

import { useI18n } from "@/i18n";
import type { Test } from "./condition";
import { TESTS, isCondition, testOf, texts, typedValue, withTest } from "./condition";
import { SeveralField, SpanField, WordsField } from "./Fields";
import type { LeafProps } from "./LeafEditor";
import css from "./Rules.module.css";

/** Roles of the profile for any MTConnect machine; a plant's own profiles name others. */
const ROLES = [
  ...["execution", "controller_mode", "functional_mode", "emergency_stop", "availability", "power"],
  ...["program", "spindle", "feed", "part_count", "conditions"],
];

export function SignalLeaf({ leaf, onChange }: LeafProps) {
  const { t } = useI18n();
  const test = testOf(leaf);
  const { signal } = leaf;
  const declared = isCondition(signal);
  return (
    <span className={css.fields}>
      <NativeSelect
        size="xs"
        aria-label={t("rules.signal.by")}
        value={declared ? "type" : "role"}
        onChange={(event) => {
          onChange({ ...leaf, signal: event.currentTarget.value === "type" ? { type: "" } : "execution" });
        }}
        data={[
          { value: "role", label: t("rules.signal.role") },
          { value: "type", label: t("rules.signal.type") },
        ]}
      />
      {declared ? (
        (["type", "name"] as const).map((name) => (
          <TextInput
            key={name}
            size="xs"
            className={css.word}
            aria-label={t(`rules.signal.${name}`)}
            placeholder={name === "type" ? "DOOR_STATE" : t("rules.signal.name")}
            value={texts(signal[name]).join(", ")}
            onChange={(event) => {
              const { value } = event.currentTarget;
              const rest = Object.fromEntries(Object.entries(signal).filter(([key]) => key !== name));
              onChange({ ...leaf, signal: value === "" && name === "name" ? rest : { ...rest, [name]: value } });
            }}
          />
        ))
      ) : (
        <Autocomplete
          size="xs"
          className={css.word}
          aria-label={t("rules.signal.role")}
          data={ROLES}
          value={typeof signal === "string" ? signal : ""}
          onChange={(value) => {
            onChange({ ...leaf, signal: value });
          }}
        />
      )}
      <NativeSelect
        size="xs"
        aria-label={t("rules.test")}
        value={test}
        onChange={(event) => {
          const next = TESTS.find((name) => name === event.currentTarget.value) ?? "equals";
          onChange(withTest(leaf, next));
        }}
        data={TESTS.map((value) => ({ value, label: t(`rules.test.${value}`) }))}
      />
      <Against
        test={test}
        value={leaf[test]}
        onChange={(value) => {
          onChange({ ...leaf, [test]: value });
        }}
      />
    </span>
  );
}

interface AgainstProps {
  readonly test: Test;
  readonly value: unknown;
  readonly onChange: (value: unknown) => void;
}

/** What the signal is tested against, as the test needs it. */
function Against({ test, value, onChange }: AgainstProps) {
  const { t } = useI18n();
  const label = t("rules.value");
  switch (test) {
    case "unavailable":
      return null;
    case "in":
      return <WordsField label={label} value={value} onChange={onChange} />;
    case "level": {
      const levels = (["FAULT", "WARNING", "NORMAL"] as const).map((level) => ({
        value: level,
        label: t(`level.${level}`),
      }));
      const chosen = texts(value).map((level) => level.toUpperCase());
      return <SeveralField label={label} value={chosen} data={levels} onChange={onChange} />;
    }
    case "changed_within":
      return <SpanField label={label} value={value} onChange={onChange} />;
    case "between": {
      const bounds = Array.isArray(value) ? value.map(Number) : [0, 1];
      return (
        <span className={css.span}>
          {([0, 1] as const).map((place) => (
            <NumberInput
              key={place}
              size="xs"
              className={css.amount}
              aria-label={t(place === 0 ? "rules.least" : "rules.most")}
              hideControls
              value={bounds[place] ?? 0}
              onChange={(next) => {
                onChange(place === 0 ? [Number(next), bounds[1] ?? 0] : [bounds[0] ?? 0, Number(next)]);
              }}
            />
          ))}
        </span>
      );
    }
    case "equals":
    case "not_equals":
      return (
        <TextInput
          size="xs"
          className={css.word}
          aria-label={label}
          placeholder={label}
          value={String(value)}
          onChange={(event) => {
            onChange(typedValue(event.currentTarget.value));
          }}
        />
      );
    case "above":
    case "at_least":
    case "below":
    case "at_most":
      return (
        <NumberInput
          size="xs"
          className={css.amount}
          aria-label={label}
          hideControls
          value={Number(value)}
          onChange={(next) => {
            onChange(Number(next));
          }}
        />
      );
  }
}
