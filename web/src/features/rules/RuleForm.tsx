/** One rule: the reason it gives, when, and for how much of the stop. */

import { Button, NativeSelect, SegmentedControl, TextInput, Textarea } from "@mantine/core";
import { useState } from "react";

import type { Reason, Rule } from "@/api/reasons";
import { ScopesField } from "@/blocks/scopes/ScopesField";
import { useI18n } from "@/i18n";
import { ConditionField } from "./ConditionField";
import { SpanField } from "./Fields";
import { COVERS, readRule } from "./model";
import css from "./Rules.module.css";

export interface RuleFormProps {
  readonly rule: Rule;
  /** Reasons that may be given, in the order of the tree, with the group each stands in. */
  readonly choices: readonly { readonly group: string; readonly reasons: readonly Reason[] }[];
  readonly onChange: (rule: Rule) => void;
  readonly onMove: (step: -1 | 1) => void;
  readonly first: boolean;
  readonly last: boolean;
  readonly onRemove: () => void;
}

/** Mount it anew (by `key`) for another rule. */
export function RuleForm({ rule, choices, onChange, onMove, first, last, onRemove }: RuleFormProps) {
  const { t, language } = useI18n();
  const [raw, setRaw] = useState<string | null>(null);
  const known = choices.some(({ reasons }) => reasons.some(({ code }) => code === rule.reason));
  return (
    <div className={css.form}>
      <SegmentedControl
        size="xs"
        className={css.view}
        aria-label={t("rules.view")}
        value={raw === null ? "form" : "text"}
        onChange={(view) => {
          setRaw(view === "text" ? JSON.stringify(rule, null, 2) : null);
        }}
        data={[
          { value: "form", label: t("rules.view.form") },
          { value: "text", label: t("rules.view.text") },
        ]}
      />
      {raw !== null ? (
        <Textarea
          autosize
          minRows={14}
          maxRows={30}
          spellCheck={false}
          styles={{ input: { fontFamily: "var(--font-mono)" } }}
          aria-label={t("rules.view.text")}
          error={readRule(raw) === null ? t("rules.view.wrong") : undefined}
          value={raw}
          onChange={(event) => {
            const text = event.currentTarget.value;
            setRaw(text);
            const read = readRule(text);
            if (read !== null) {
              onChange(read);
            }
          }}
        />
      ) : (
        <>
          <div className={css.pair}>
            <NativeSelect
              size="sm"
              label={t("rules.reason")}
              value={rule.reason}
              onChange={(event) => {
                onChange({ ...rule, reason: event.currentTarget.value });
              }}
              data={[
                ...(known ? [] : [{ value: rule.reason, label: t("rules.reason.gone", { code: rule.reason }) }]),
                ...choices.map(({ group, reasons }) => ({
                  group,
                  items: reasons.map(({ code, words }) => ({ value: code, label: words[language] })),
                })),
              ]}
            />
            <NativeSelect
              size="sm"
              label={t("rules.covers")}
              description={t(`rules.covers.${COVERS.find((name) => name === rule.covers) ?? "while"}.text`)}
              inputWrapperOrder={["label", "input", "description"]}
              value={rule.covers}
              onChange={(event) => {
                onChange({ ...rule, covers: event.currentTarget.value });
              }}
              data={COVERS.map((value) => ({ value, label: t(`rules.covers.${value}`) }))}
            />
          </div>
          <div>
            <p className={css.label}>{t("rules.when")}</p>
            <ConditionField
              when={rule.when}
              onChange={(when) => {
                onChange({ ...rule, when });
              }}
            />
          </div>
          <div className={css.pair}>
            {(["ru", "en"] as const).map((lang) => (
              <TextInput
                key={lang}
                size="sm"
                label={t(`rules.title.${lang}`)}
                value={rule.title[lang]}
                onChange={(event) => {
                  onChange({ ...rule, title: { ...rule.title, [lang]: event.currentTarget.value } });
                }}
              />
            ))}
          </div>
          <div className={css.pair}>
            <ScopesField
              value={rule.scopes}
              onChange={(scopes) => {
                onChange({ ...rule, scopes });
              }}
            />
            <div>
              <p className={css.label}>{t("rules.minimum")}</p>
              <SpanField
                label={t("rules.minimum")}
                value={rule.minimum === "" ? "0s" : rule.minimum}
                onChange={(span) => {
                  onChange({ ...rule, minimum: span.startsWith("0") && Number.parseFloat(span) === 0 ? "" : span });
                }}
              />
            </div>
          </div>
        </>
      )}
      <div className={css.tools}>
        <Button
          size="xs"
          variant="default"
          disabled={first}
          onClick={() => {
            onMove(-1);
          }}
        >
          {t("rules.up")}
        </Button>
        <Button
          size="xs"
          variant="default"
          disabled={last}
          onClick={() => {
            onMove(1);
          }}
        >
          {t("rules.down")}
        </Button>
        <Button size="xs" variant="subtle" color="red" onClick={onRemove}>
          {t("rules.remove")}
        </Button>
      </div>
    </div>
  );
}
