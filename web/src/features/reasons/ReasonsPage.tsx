/** The reason tree of the plant: what people may choose from when a machine stands, and how it counts. */

import { Button } from "@mantine/core";
import { useState } from "react";

import type { Reason, ReasonTree } from "@/api/reasons";
import { usePutReasons, useReasonTree, useTreeHistory } from "@/api/reasons";
import { DryRun } from "@/blocks/dry-run/DryRun";
import { SaveBar } from "@/blocks/saving/SaveBar";
import { VersionsDrawer } from "@/blocks/saving/VersionsDrawer";
import { useDraft } from "@/blocks/saving/useDraft";
import { SettingsHead } from "@/blocks/saving/SettingsHead";
import { describeError, useI18n } from "@/i18n";
import { Failure, Loading, Notice } from "@/ui/Notice";
import { Panel } from "@/ui/Panel";
import { describeChanges } from "./describe";
import type { Wrong } from "./model";
import { add, canMove, changesOf, fieldsOf, move, remove, rowsOf, update, wrongIn } from "./model";
import { ReasonForm } from "./ReasonForm";
import css from "./ReasonsPage.module.css";
import { TreeList } from "./TreeList";

function useWrong(): (wrong: Wrong | null) => string | null {
  const { t } = useI18n();
  return (wrong) => {
    if (wrong === null) {
      return null;
    }
    if (wrong.what === "words") {
      return t("reasonTree.wrong.words", { code: wrong.code, language: t(`reasonTree.language.${wrong.language}`) });
    }
    return t(`reasonTree.wrong.${wrong.what}`, { code: wrong.code });
  };
}

function Editor({ tree }: { readonly tree: ReasonTree }) {
  const { t } = useI18n();
  const loaded: readonly Reason[] = tree.reasons.map(fieldsOf);
  const draft = useDraft(loaded);
  const [chosen, choose] = useState<string | null>(null);
  const [history, showHistory] = useState(false);
  const versions = useTreeHistory(history);
  const put = usePutReasons();
  const told = useWrong();
  const all = draft.value;
  const reason = all.find(({ code }) => code === chosen);
  const changes = changesOf(loaded, all);
  const wrong = wrongIn(all);

  const addTo = (parent: string): void => {
    const added = add(all, parent);
    draft.change(added.all);
    choose(added.code);
  };
  return (
    <div className={css.page}>
      <SettingsHead
        title={t("reasonTree.title")}
        text={t("reasonTree.text")}
        version={tree.version}
        since={tree.effective_from}
        planned={tree.last > tree.version}
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
        <TreeList
          rows={rowsOf(all)}
          chosen={chosen}
          onChoose={choose}
          onAdd={addTo}
          changed={new Set([...changes.added, ...changes.changed].map(({ code }) => code))}
        />
        <Panel title={reason === undefined ? t("reasonTree.none.title") : reason.words[t.language] || reason.code}>
          {reason === undefined ? (
            <Notice title={t("reasonTree.none.title")} text={t("reasonTree.none.text")} />
          ) : (
            <ReasonForm
              all={all}
              reason={reason}
              fresh={!loaded.some(({ code }) => code === reason.code)}
              onChange={(change) => {
                draft.change(update(all, reason.code, change));
                if (change.code !== undefined) {
                  choose(change.code);
                }
              }}
              canMove={(step) => canMove(all, reason.code, step)}
              onMove={(step) => {
                draft.change(move(all, reason.code, step));
              }}
              onAdd={addTo}
              onRemove={() => {
                draft.change(remove(all, reason.code));
                choose(null);
              }}
            />
          )}
        </Panel>
      </div>
      <DryRun
        changes={
          draft.dirty && wrong === null
            ? [{ kind: "reason-tree", key: "plant", body: { reasons: all }, effective_from: null }]
            : null
        }
      />
      {draft.dirty && (
        <SaveBar
          said={describeChanges(changes, t)}
          wrong={told(wrong)}
          pending={put.isPending}
          error={put.error}
          onSave={(effective_from) => {
            put.mutate({ effective_from, seen: tree.last, reasons: all }, { onSuccess: draft.discard });
          }}
          onDiscard={() => {
            put.reset();
            draft.discard();
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
            ? [t.plural("reasonTree.count", version.reasons.length)]
            : describeChanges(changesOf(before.reasons, version.reasons), t)
        }
        onTake={(version) => {
          draft.change(version.reasons);
        }}
      />
    </div>
  );
}

export function ReasonsPage() {
  const { t } = useI18n();
  const tree = useReasonTree();
  if (tree.error !== null && tree.data === undefined) {
    return (
      <Failure
        size="page"
        title={t("reasonTree.failed")}
        text={describeError(tree.error, t)}
        retry={t("common.retry")}
        onRetry={() => void tree.refetch()}
      />
    );
  }
  return tree.data === undefined ? (
    <Loading label={t("common.loading")} rows={6} height={64} />
  ) : (
    <Editor tree={tree.data} />
  );
}
