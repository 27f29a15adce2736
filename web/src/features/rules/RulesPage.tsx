/** The rules that give reasons by themselves: in order, tried on the past, put in force from a date. */

import { Button } from "@mantine/core";
import { useMemo, useState } from "react";

import type { ReasonRules, ReasonTree, Rule } from "@/api/reasons";
import { usePutRules, useReasonRules, useReasonTree, useRulesHistory } from "@/api/reasons";
import { DryRun } from "@/blocks/dry-run/DryRun";
import { SaveBar } from "@/blocks/saving/SaveBar";
import { SettingsHead } from "@/blocks/saving/SettingsHead";
import { VersionsDrawer } from "@/blocks/saving/VersionsDrawer";
import { useDraft } from "@/blocks/saving/useDraft";
import type { Translate } from "@/i18n";
import { describeError, useI18n } from "@/i18n";
import { Failure, Loading, Notice } from "@/ui/Notice";
import { Panel } from "@/ui/Panel";
import type { Changes } from "./model";
import { add, changesOf, fieldsOf, move } from "./model";
import { RuleForm } from "./RuleForm";
import { RuleList } from "./RuleList";
import css from "./Rules.module.css";

function describe({ added, removed, changed, reordered }: Changes, t: Translate): readonly string[] {
  const names = (rules: readonly Rule[]): string => rules.map(({ id, title }) => title[t.language] || id).join(", ");
  const lines = [
    added.length > 0 ? t("rules.added", { names: names(added) }) : null,
    changed.length > 0 ? t("rules.changed", { names: names(changed) }) : null,
    removed.length > 0 ? t("rules.removed", { names: names(removed) }) : null,
    reordered ? t("rules.reordered") : null,
  ];
  return lines.filter((line) => line !== null);
}

/** Reasons that may be given, by the group above them. */
function choicesOf(tree: ReasonTree, language: "en" | "ru") {
  const words = new Map(tree.reasons.map(({ code, words: own }) => [code, own[language]]));
  const groups = new Map<string, ReasonTree["reasons"]>();
  for (const reason of tree.reasons.filter(({ usable }) => usable)) {
    const group = words.get(reason.parent) ?? "";
    groups.set(group, [...(groups.get(group) ?? []), reason]);
  }
  return [...groups].map(([group, reasons]) => ({ group, reasons }));
}

function Editor({ rules, tree }: { readonly rules: ReasonRules; readonly tree: ReasonTree }) {
  const { t, language } = useI18n();
  const loaded: readonly Rule[] = rules.rules.map(fieldsOf);
  const draft = useDraft(loaded);
  const [chosen, choose] = useState<number | null>(null);
  const [history, showHistory] = useState(false);
  const versions = useRulesHistory(history);
  const put = usePutRules();
  const all = draft.value;
  const rule = chosen === null ? undefined : all[chosen];
  const choices = useMemo(() => choicesOf(tree, language), [tree, language]);
  const reasons = useMemo(() => new Map(tree.reasons.map((reason) => [reason.code, reason])), [tree]);
  const changes = draft.dirty
    ? [{ kind: "reason-rules", key: "plant", body: { rules: all }, effective_from: null }]
    : null;
  return (
    <div className={css.page}>
      <SettingsHead
        title={t("rules.title")}
        text={t("rules.text")}
        version={rules.version}
        since={rules.effective_from}
        planned={rules.last > rules.version}
        aside={
          <Button
            size="sm"
            variant="default"
            onClick={() => {
              showHistory(true);
            }}
          >
            {t("saving.history")}
          </Button>
        }
      />
      <div className={css.columns}>
        <RuleList
          rules={all}
          reasons={reasons}
          chosen={chosen}
          onChoose={choose}
          onAdd={() => {
            draft.change(add(all, choices[0]?.reasons[0]?.code ?? ""));
            choose(all.length);
          }}
        />
        <div className={css.side}>
          <Panel title={rule === undefined ? t("rules.none.title") : rule.title[language] || rule.id}>
            {rule === undefined || chosen === null ? (
              <Notice title={t("rules.none.title")} text={t("rules.none.text")} />
            ) : (
              <RuleForm
                key={rule.id}
                rule={rule}
                choices={choices}
                first={chosen === 0}
                last={chosen === all.length - 1}
                onChange={(next) => {
                  draft.change(all.map((one, place) => (place === chosen ? next : one)));
                }}
                onMove={(step) => {
                  draft.change(move(all, chosen, step));
                  choose(chosen + step);
                }}
                onRemove={() => {
                  draft.change(all.filter((_, place) => place !== chosen));
                  choose(null);
                }}
              />
            )}
          </Panel>
          <DryRun changes={changes} />
        </div>
      </div>
      {draft.dirty && (
        <SaveBar
          said={describe(changesOf(loaded, all), t)}
          wrong={null}
          pending={put.isPending}
          error={put.error}
          onSave={(effective_from) => {
            put.mutate({ effective_from, seen: rules.last, rules: all }, { onSuccess: draft.discard });
          }}
          onDiscard={() => {
            put.reset();
            draft.discard();
            choose(null);
          }}
        />
      )}
      <VersionsDrawer
        opened={history}
        onClose={() => {
          showHistory(false);
        }}
        versions={versions.data?.versions}
        failed={versions.error === null ? null : describeError(versions.error, t)}
        onRetry={() => void versions.refetch()}
        describe={(version, before) =>
          before === undefined
            ? [t.plural("rules.count", version.rules.length)]
            : describe(changesOf(before.rules, version.rules), t)
        }
        onTake={(version) => {
          draft.change(version.rules);
          choose(null);
        }}
      />
    </div>
  );
}

export function RulesPage() {
  const { t } = useI18n();
  const rules = useReasonRules();
  const tree = useReasonTree();
  const failed = [rules, tree].find(({ error, data }) => error !== null && data === undefined);
  if (failed !== undefined) {
    return (
      <Failure
        size="page"
        title={t("rules.failed")}
        text={describeError(failed.error, t)}
        retry={t("common.retry")}
        onRetry={() => void failed.refetch()}
      />
    );
  }
  return rules.data === undefined || tree.data === undefined ? (
    <Loading label={t("common.loading")} rows={5} height={64} />
  ) : (
    <Editor rules={rules.data} tree={tree.data} />
  );
}
