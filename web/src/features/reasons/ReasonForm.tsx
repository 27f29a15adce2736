/** One reason: its names, how it counts, how it looks, where it may be used. */

import { Button, NativeSelect, NumberInput, Switch, TextInput } from "@mantine/core";

import type { Reason } from "@/api/reasons";
import { ScopesField } from "@/blocks/scopes/ScopesField";
import { useI18n } from "@/i18n";
import { Looks } from "./Looks";
import { KINDS, branchOf, rowsOf } from "./model";
import css from "./ReasonForm.module.css";

/** Hours: no entry without an end holds longer. */
const LONGEST_CARRY = 744;
const INDENT = "\u00a0\u00a0";

export interface ReasonFormProps {
  readonly all: readonly Reason[];
  readonly reason: Reason;
  /** Not in force yet: its code may still be chosen. */
  readonly fresh: boolean;
  readonly onChange: (change: Partial<Reason>) => void;
  readonly canMove: (step: -1 | 1) => boolean;
  readonly onMove: (step: -1 | 1) => void;
  /** A new reason under this group. */
  readonly onAdd: (parent: string) => void;
  readonly onRemove: () => void;
}

export function ReasonForm(props: ReasonFormProps) {
  const { all, reason, fresh, onChange, canMove, onMove, onAdd, onRemove } = props;
  const { t, language } = useI18n();
  const own = branchOf(all, reason.code);
  const group = own.size > 1;
  const holds = group || reason.parent === "";
  const parents = rowsOf(all).filter((row) => !own.has(row.reason.code));
  const words = (name: "words" | "hint", lang: "en" | "ru", text: string): void => {
    onChange({ [name]: { ...reason[name], [lang]: text } });
  };
  return (
    <div className={css.form}>
      <div className={css.pair}>
        {(["ru", "en"] as const).map((lang) => (
          <TextInput
            key={lang}
            size="sm"
            required
            label={t(`reasonTree.words.${lang}`)}
            value={reason.words[lang]}
            error={reason.words[lang].trim() === "" ? t("reasonTree.words.missing") : undefined}
            onChange={(event) => {
              words("words", lang, event.currentTarget.value);
            }}
          />
        ))}
      </div>
      <div className={css.pair}>
        <NativeSelect
          size="sm"
          label={t("reasonTree.parent")}
          value={reason.parent}
          onChange={(event) => {
            onChange({ parent: event.currentTarget.value });
          }}
          data={[
            { value: "", label: t("reasonTree.parent.top") },
            ...parents.map((row) => ({
              value: row.reason.code,
              label: INDENT.repeat(row.depth) + (row.reason.words[language] || row.reason.code),
            })),
          ]}
        />
        <TextInput
          size="sm"
          label={t("reasonTree.code")}
          description={t(fresh ? "reasonTree.code.fresh" : "reasonTree.code.fixed")}
          inputWrapperOrder={["label", "input", "description"]}
          readOnly={!fresh}
          variant={fresh ? "default" : "filled"}
          value={reason.code}
          onChange={(event) => {
            onChange({ code: event.currentTarget.value.replaceAll(/[\s,@]/gu, "_") });
          }}
        />
      </div>
      <NativeSelect
        size="sm"
        label={t(group ? "reasonTree.kind.group" : "reasonTree.kind")}
        description={t.known("reasonTree.kind.text", reason.kind) ?? undefined}
        inputWrapperOrder={["label", "input", "description"]}
        value={reason.kind}
        onChange={(event) => {
          onChange({ kind: event.currentTarget.value });
        }}
        data={KINDS.map((value) => ({ value, label: t(`reasonTree.kind.${value}`) }))}
      />
      <Looks color={reason.color} shape={reason.shape} onChange={onChange} />
      <ScopesField
        value={reason.scopes}
        onChange={(scopes) => {
          onChange({ scopes });
        }}
      />
      <Switch
        size="sm"
        label={t("reasonTree.active")}
        description={t("reasonTree.active.text")}
        checked={reason.active}
        onChange={(event) => {
          onChange({ active: event.currentTarget.checked });
        }}
      />
      {!group && (
        <details>
          <summary>{t("reasonTree.more.title")}</summary>
          <div className={css.more}>
            <div className={css.pair}>
              {(["ru", "en"] as const).map((lang) => (
                <TextInput
                  key={lang}
                  size="sm"
                  label={t(`reasonTree.hint.${lang}`)}
                  value={reason.hint[lang]}
                  onChange={(event) => {
                    words("hint", lang, event.currentTarget.value);
                  }}
                />
              ))}
            </div>
            <Switch
              size="sm"
              label={t("reasonTree.running")}
              description={t("reasonTree.running.text")}
              checked={reason.against_running === "person"}
              onChange={(event) => {
                onChange({ against_running: event.currentTarget.checked ? "person" : "signal" });
              }}
            />
            <Switch
              size="sm"
              label={t("reasonTree.rule")}
              description={t("reasonTree.rule.text")}
              checked={reason.against_person === "signal"}
              onChange={(event) => {
                onChange({ against_person: event.currentTarget.checked ? "signal" : "person" });
              }}
            />
            <NumberInput
              size="sm"
              w="13rem"
              label={t("reasonTree.carry")}
              description={t("reasonTree.carry.text")}
              min={1}
              max={LONGEST_CARRY}
              allowDecimal={false}
              clampBehavior="strict"
              value={reason.carry_hours}
              onChange={(value) => {
                onChange({ carry_hours: Number(value) || 1 });
              }}
            />
          </div>
        </details>
      )}
      <div className={css.tools}>
        <Button
          size="xs"
          variant="default"
          disabled={!canMove(-1)}
          onClick={() => {
            onMove(-1);
          }}
        >
          {t("reasonTree.up")}
        </Button>
        <Button
          size="xs"
          variant="default"
          disabled={!canMove(1)}
          onClick={() => {
            onMove(1);
          }}
        >
          {t("reasonTree.down")}
        </Button>
        <Button
          size="xs"
          variant="default"
          onClick={() => {
            onAdd(holds ? reason.code : reason.parent);
          }}
        >
          {t(holds ? "reasonTree.add.inside" : "reasonTree.add.beside")}
        </Button>
        <Button size="xs" variant="subtle" color="red" onClick={onRemove}>
          {t(group ? "reasonTree.remove.group" : "reasonTree.remove")}
        </Button>
      </div>
    </div>
  );
}
