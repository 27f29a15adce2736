/** Every reason on one surface, large enough for a finger: one tap chooses. */

import { TextInput } from "@mantine/core";
import { useState } from "react";

import type { ReasonChoice } from "@/api/corrections";
import { useI18n } from "@/i18n";
import { ReasonMark } from "@/ui/ReasonMark";
import { readRecent } from "./recent";
import css from "./ReasonPicker.module.css";
import { groupsOf, recentOf } from "./tree";

/** One row of them. */
const MOST_RECENT = 5;

export interface ReasonPickerProps {
  readonly reasons: readonly ReasonChoice[];
  /** The reason that stands now, "" for none. */
  readonly chosen: string;
  readonly disabled: boolean;
  readonly onChoose: (code: string) => void;
}

export function ReasonPicker({ reasons, chosen, disabled, onChoose }: ReasonPickerProps) {
  const { t, language } = useI18n();
  const [query, setQuery] = useState("");
  const [codes] = useState(readRecent);
  const recent = query === "" ? recentOf(reasons, codes, MOST_RECENT) : [];
  const groups = groupsOf(reasons, query, language);
  const button = (reason: ReasonChoice) => (
    <button
      key={reason.code}
      type="button"
      className={css.reason}
      disabled={disabled}
      aria-pressed={reason.code === chosen}
      title={reason.hint[language] || undefined}
      onClick={() => {
        onChoose(reason.code);
      }}
    >
      <ReasonMark color={reason.color} shape={reason.shape} />
      <span className={css.word}>{reason.words[language]}</span>
    </button>
  );
  return (
    <div className={css.picker}>
      <TextInput
        size="sm"
        className={css.search}
        aria-label={t("reasons.search")}
        placeholder={t("reasons.search")}
        value={query}
        onChange={(event) => {
          setQuery(event.currentTarget.value);
        }}
        onKeyDown={(event) => {
          const only = groups.length === 1 && groups[0]?.reasons.length === 1 ? groups[0].reasons[0] : undefined;
          if (event.key === "Enter" && only !== undefined && !disabled) {
            event.preventDefault();
            onChoose(only.code);
          }
        }}
      />
      {recent.length > 0 && (
        <section className={css.recent} aria-label={t("reasons.recent")}>
          <h3 className={css.heading}>{t("reasons.recent")}</h3>
          <div className={css.row}>{recent.map(button)}</div>
        </section>
      )}
      <div className={css.groups}>
        {groups.map(({ group, reasons: own }) => (
          <section
            key={group?.code ?? ""}
            className={css.group}
            aria-label={group?.words[language] ?? t("reasons.other")}
          >
            <h3 className={css.heading}>{group?.words[language] ?? t("reasons.other")}</h3>
            {own.map(button)}
          </section>
        ))}
      </div>
      {groups.length === 0 && <p className="muted">{t(query === "" ? "reasons.none" : "reasons.nothing")}</p>}
    </div>
  );
}
