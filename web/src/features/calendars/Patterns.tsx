/** Days that repeat: which shifts each works, and by which team. */

import { ActionIcon, Button, TextInput } from "@mantine/core";
import { useState } from "react";

import type { CalendarDoc, PatternDoc } from "@/api";
import { useI18n } from "@/i18n";
import { addPattern, resizeCycle, teamsOf } from "./draft";
import { PatternGrid } from "./PatternGrid";
import css from "./Patterns.module.css";

export interface PatternsProps {
  readonly doc: CalendarDoc;
  readonly onChange: (doc: CalendarDoc) => void;
}

const asTeams = (text: string): string[] => [
  ...new Set(
    text
      .split(/[,;\s]+/u)
      .map((name) => name.trim())
      .filter((name) => name !== ""),
  ),
];

export function Patterns({ doc, onChange }: PatternsProps) {
  const { t } = useI18n();
  const [teams, setTeams] = useState(() => teamsOf(doc).join(", "));
  const set = (place: number, changed: PatternDoc): void => {
    onChange({ ...doc, patterns: doc.patterns.map((old, at) => (at === place ? changed : old)) });
  };
  return (
    <div className={css.patterns}>
      <p className="muted">{t("calendars.patterns.text")}</p>
      <TextInput
        size="sm"
        w="16rem"
        label={t("calendars.teams")}
        placeholder={t("calendars.teams.hint")}
        value={teams}
        onChange={(event) => {
          setTeams(event.currentTarget.value);
        }}
      />
      {doc.patterns.map((pattern, place) => (
        <Pattern
          key={pattern.code}
          doc={doc}
          pattern={pattern}
          teams={asTeams(teams)}
          onChange={(changed) => {
            set(place, changed);
          }}
          onRemove={() => {
            onChange({ ...doc, patterns: doc.patterns.filter((_, at) => at !== place) });
          }}
          onUp={
            place === 0
              ? undefined
              : () => {
                  const rest = doc.patterns.filter((_, at) => at !== place);
                  onChange({ ...doc, patterns: [...rest.slice(0, place - 1), pattern, ...rest.slice(place - 1)] });
                }
          }
        />
      ))}
      <Button
        size="sm"
        variant="default"
        onClick={() => {
          onChange(addPattern(doc, { en: "New pattern", ru: "Новый график" }));
        }}
      >
        {t("calendars.patterns.add")}
      </Button>
    </div>
  );
}

interface PatternProps {
  readonly doc: CalendarDoc;
  readonly pattern: PatternDoc;
  readonly teams: readonly string[];
  readonly onChange: (pattern: PatternDoc) => void;
  readonly onRemove: () => void;
  readonly onUp: (() => void) | undefined;
}

function Pattern({ doc, pattern, teams, onChange, onRemove, onUp }: PatternProps) {
  const { t, language } = useI18n();
  const title = pattern.title[language];
  const [first, last] = pattern.season ?? ["", ""];
  const season = (from: string | undefined, to: string | undefined): void => {
    onChange({ ...pattern, season: from === "" && to === "" ? null : [from ?? "", to ?? ""] });
  };
  return (
    <fieldset className={css.pattern}>
      <legend className="visually-hidden">{title}</legend>
      <div className={css.fields}>
        {(["ru", "en"] as const).map((name) => (
          <TextInput
            key={name}
            size="sm"
            label={t(`calendars.name.${name}`)}
            maxLength={200}
            value={pattern.title[name]}
            onChange={(event) => {
              onChange({ ...pattern, title: { ...pattern.title, [name]: event.currentTarget.value } });
            }}
          />
        ))}
        <TextInput
          type="number"
          size="sm"
          min={1}
          max={366}
          label={t("calendars.pattern.days")}
          value={pattern.days.length}
          onChange={(event) => {
            onChange(resizeCycle(pattern, Math.round(Number(event.currentTarget.value))));
          }}
        />
        <TextInput
          type="date"
          size="sm"
          label={t("calendars.pattern.anchor")}
          value={pattern.anchor}
          onChange={(event) => {
            onChange({
              ...pattern,
              anchor: event.currentTarget.value === "" ? pattern.anchor : event.currentTarget.value,
            });
          }}
        />
        <span className={css.tools}>
          {onUp !== undefined && (
            <ActionIcon
              variant="subtle"
              size="2.25rem"
              aria-label={t("calendars.pattern.up", { pattern: title })}
              onClick={onUp}
            >
              <span aria-hidden="true">↑</span>
            </ActionIcon>
          )}
          <ActionIcon
            variant="subtle"
            size="2.25rem"
            aria-label={t("calendars.pattern.remove", { pattern: title })}
            onClick={onRemove}
          >
            <span aria-hidden="true">×</span>
          </ActionIcon>
        </span>
      </div>
      <PatternGrid doc={doc} pattern={pattern} teams={teams} onChange={onChange} />
      <div className={css.limits}>
        <TextInput
          type="date"
          size="sm"
          label={t("calendars.pattern.first")}
          value={pattern.first ?? ""}
          onChange={(event) => {
            onChange({ ...pattern, first: event.currentTarget.value === "" ? null : event.currentTarget.value });
          }}
        />
        <TextInput
          type="date"
          size="sm"
          label={t("calendars.pattern.last")}
          value={pattern.last ?? ""}
          onChange={(event) => {
            onChange({ ...pattern, last: event.currentTarget.value === "" ? null : event.currentTarget.value });
          }}
        />
        <TextInput
          size="sm"
          w="7rem"
          label={t("calendars.pattern.season")}
          placeholder={t("calendars.pattern.season.hint")}
          value={first ?? ""}
          onChange={(event) => {
            season(event.currentTarget.value, last);
          }}
        />
        <TextInput
          size="sm"
          w="7rem"
          label={t("calendars.pattern.season.to")}
          placeholder={t("calendars.pattern.season.hint")}
          value={last ?? ""}
          onChange={(event) => {
            season(first, event.currentTarget.value);
          }}
        />
      </div>
    </fieldset>
  );
}
