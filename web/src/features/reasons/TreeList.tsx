/** The tree from top to bottom: groups, the reasons in them, and what was changed. */

import { Button, Switch, TextInput } from "@mantine/core";
import { useState } from "react";

import { isShape } from "@/core/state";
import { useI18n } from "@/i18n";
import { Panel } from "@/ui/Panel";
import { ReasonMark } from "@/ui/ReasonMark";
import type { Row } from "./model";
import { found } from "./model";
import css from "./TreeList.module.css";

export interface TreeListProps {
  readonly rows: readonly Row[];
  readonly chosen: string | null;
  /** Codes that differ from what is in force. */
  readonly changed: ReadonlySet<string>;
  readonly onChoose: (code: string) => void;
  readonly onAdd: (parent: string) => void;
}

export function TreeList({ rows, chosen, changed, onChoose, onAdd }: TreeListProps) {
  const { t, language } = useI18n();
  const [query, setQuery] = useState("");
  const [hidden, setHidden] = useState(false);
  const off = rows.filter(({ active }) => !active).length;
  const shown = found(hidden ? rows.filter(({ active }) => active) : rows, query, language);
  const leaves = rows.filter(({ group }) => !group).length;
  return (
    <Panel
      flush
      title={t.plural("reasonTree.count", leaves)}
      aside={
        <Button
          size="xs"
          variant="default"
          onClick={() => {
            onAdd("");
          }}
        >
          {t("reasonTree.add.group")}
        </Button>
      }
    >
      <div className={css.tools}>
        <TextInput
          className={css.search}
          size="sm"
          aria-label={t("reasonTree.search")}
          placeholder={t("reasonTree.search")}
          value={query}
          onChange={(event) => {
            setQuery(event.currentTarget.value);
          }}
        />
        {off > 0 && (
          <Switch
            size="sm"
            label={t("reasonTree.hide", { count: off })}
            checked={hidden}
            onChange={(event) => {
              setHidden(event.currentTarget.checked);
            }}
          />
        )}
      </div>
      <ul className={css.list}>
        {shown.map(({ reason, depth, group, active }) => (
          <li key={reason.code}>
            <button
              type="button"
              className={css.row}
              style={{ "--depth": depth }}
              data-group={group}
              data-active={active}
              aria-current={reason.code === chosen}
              onClick={() => {
                onChoose(reason.code);
              }}
            >
              <ReasonMark color={reason.color} shape={isShape(reason.shape) ? reason.shape : "circle"} size="small" />
              <span className={css.word}>{reason.words[language] || reason.code}</span>
              {changed.has(reason.code) && (
                <>
                  <span className={css.dot} aria-hidden="true" />
                  <span className="visually-hidden">{t("reasonTree.isChanged")}</span>
                </>
              )}
              {!active && <span className={css.kind}>{t("reasonTree.off")}</span>}
              {!group && active && (
                <span className={css.kind}>{t.known("reasonTree.kind.short", reason.kind) ?? reason.kind}</span>
              )}
            </button>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
