/** One thing a rule looks at. */

import { Autocomplete, Checkbox, TextInput } from "@mantine/core";

import { useStates } from "@/api";
import { BASE_STATES } from "@/core/state";
import { useI18n } from "@/i18n";
import type { Condition, LeafKind } from "./condition";
import { leafKind } from "./condition";
import { SeveralField, SpanField, WordsField } from "./Fields";
import css from "./Rules.module.css";
import { SignalLeaf } from "./SignalLeaf";

export interface LeafProps {
  readonly leaf: Condition;
  readonly onChange: (leaf: Condition) => void;
}

const MODES = ["production", "setup", "maintenance", "other"] as const;
const LEVELS = ["FAULT", "WARNING"] as const;

export function LeafEditor({ leaf, onChange }: LeafProps) {
  const kind = leafKind(leaf);
  switch (kind) {
    case null:
      return <code className={css.grow}>{JSON.stringify(leaf)}</code>;
    case "in_break":
    case "no_shift":
      return <span className={css.grow} />;
    case "signal":
      return <SignalLeaf leaf={leaf} onChange={onChange} />;
    case "alarm":
      return <AlarmLeaf leaf={leaf} onChange={onChange} />;
    case "stop":
      return <StopLeaf leaf={leaf} onChange={onChange} />;
    case "clock":
      return <ClockLeaf leaf={leaf} onChange={onChange} />;
    case "base":
    case "state":
    case "mode":
    case "program":
    case "shift_start":
    case "shift_end":
      return <ListedLeaf kind={kind} leaf={leaf} onChange={onChange} />;
  }
}

type Listed = Exclude<LeafKind, "in_break" | "no_shift" | "signal" | "alarm" | "stop" | "clock">;

function ListedLeaf({ kind, leaf, onChange }: LeafProps & { readonly kind: Listed }) {
  const { t, language } = useI18n();
  const states = useStates();
  const label = t(`rules.leaf.${kind}`);
  const set = (value: unknown): void => {
    onChange({ [kind]: value });
  };
  switch (kind) {
    case "shift_start":
    case "shift_end":
      return <SpanField label={label} value={leaf[kind]} onChange={set} />;
    case "program":
      return <WordsField label={label} placeholder={t("rules.program.form")} value={leaf[kind]} onChange={set} />;
    case "base":
    case "state":
    case "mode": {
      const codes = kind === "mode" ? MODES : kind === "base" ? BASE_STATES : states.all.map((state) => state.code);
      const word = (code: string): string =>
        kind === "mode" ? (t.known("mode", code) ?? code) : states.get(code).words[language];
      const data = codes.map((value) => ({ value, label: word(value) }));
      return <SeveralField label={label} value={leaf[kind]} data={data} onChange={set} />;
    }
  }
}

function AlarmLeaf({ leaf, onChange }: LeafProps) {
  const { t } = useI18n();
  const alarm = (leaf.alarm ?? {}) as Readonly<Record<string, unknown>>;
  const set = (name: string, value: unknown, empty: boolean): void => {
    const rest = Object.fromEntries(Object.entries(alarm).filter(([key]) => key !== name));
    onChange({ alarm: empty ? rest : { ...rest, [name]: value } });
  };
  const levels = (Array.isArray(alarm.level) ? alarm.level : [alarm.level])
    .filter((level): level is string => typeof level === "string")
    .map((level) => level.toUpperCase());
  return (
    <span className={css.fields}>
      {LEVELS.map((level) => (
        <Checkbox
          key={level}
          size="xs"
          label={t(`level.${level}`)}
          checked={levels.includes(level)}
          onChange={(event) => {
            const next = event.currentTarget.checked ? [...levels, level] : levels.filter((name) => name !== level);
            set("level", next, next.length === 0);
          }}
        />
      ))}
      <WordsField
        label={t("rules.alarm.code")}
        value={alarm.code}
        onChange={(codes) => {
          set("code", codes, codes.length === 0);
        }}
      />
      <TextInput
        size="xs"
        className={css.grow}
        aria-label={t("rules.alarm.text")}
        placeholder={t("rules.alarm.text")}
        value={typeof alarm.text === "string" ? alarm.text : ""}
        onChange={(event) => {
          set("text", event.currentTarget.value, event.currentTarget.value === "");
        }}
      />
    </span>
  );
}

function StopLeaf({ leaf, onChange }: LeafProps) {
  const { t } = useI18n();
  const limits = (leaf.stop ?? {}) as Readonly<Record<string, unknown>>;
  const set = (name: string, value: unknown): void => {
    const rest = Object.fromEntries(Object.entries(limits).filter(([key]) => key !== name));
    onChange({ stop: value === null ? rest : { ...rest, [name]: value } });
  };
  return (
    <span className={css.fields}>
      {(["longer_than", "shorter_than"] as const).map((name) => (
        <span key={name} className={css.span}>
          <Checkbox
            size="xs"
            label={t(`rules.stop.${name}`)}
            checked={name in limits}
            onChange={(event) => {
              set(name, event.currentTarget.checked ? "5min" : null);
            }}
          />
          {name in limits && limits[name] !== "micro" && (
            <SpanField
              label={t(`rules.stop.${name}`)}
              value={limits[name]}
              onChange={(span) => {
                set(name, span);
              }}
            />
          )}
          {name in limits && (
            <Checkbox
              size="xs"
              label={t("rules.micro")}
              checked={limits[name] === "micro"}
              onChange={(event) => {
                set(name, event.currentTarget.checked ? "micro" : "5min");
              }}
            />
          )}
        </span>
      ))}
    </span>
  );
}

const HOURS = Array.from({ length: 48 }, (_, half) => {
  const hour = String(Math.floor(half / 2)).padStart(2, "0");
  return `${hour}:${half % 2 === 0 ? "00" : "30"}`;
});

function ClockLeaf({ leaf, onChange }: LeafProps) {
  const { t } = useI18n();
  const bounds = Array.isArray(leaf.clock) ? leaf.clock.map(String) : ["", ""];
  return (
    <span className={css.fields}>
      {([0, 1] as const).map((place) => (
        <Autocomplete
          key={place}
          size="xs"
          className={css.clock}
          aria-label={t(place === 0 ? "rules.clock.from" : "rules.clock.to")}
          data={HOURS}
          error={!/^(?:[01]\d|2[0-3]):[0-5]\d$/u.test(bounds[place] ?? "")}
          value={bounds[place] ?? ""}
          onChange={(value) => {
            onChange({ clock: place === 0 ? [value, bounds[1] ?? ""] : [bounds[0] ?? "", value] });
          }}
        />
      ))}
    </span>
  );
}
