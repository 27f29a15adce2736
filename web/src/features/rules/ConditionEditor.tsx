/** A group of conditions: all or any of them, each may be turned round, groups stand in groups. */

import { Button, CloseButton, Menu, NativeSelect } from "@mantine/core";

import { useI18n } from "@/i18n";
import type { Condition, LeafKind, Opened } from "./condition";
import { LEAVES, blank, closed, leafKind, opened } from "./condition";
import { LeafEditor } from "./LeafEditor";
import css from "./Rules.module.css";

export interface GroupEditorProps {
  readonly group: Opened;
  readonly onChange: (group: Opened) => void;
  readonly depth: number;
}

/** Groups in groups in groups are nobody's friend; deeper ones can be written as text. */
const DEEPEST = 3;

export function GroupEditor({ group, onChange, depth }: GroupEditorProps) {
  const { t } = useI18n();
  const set = (parts: readonly Condition[]): void => {
    onChange({ ...group, parts });
  };
  return (
    <div className={css.group} data-depth={depth}>
      <NativeSelect
        size="xs"
        className={css.join}
        aria-label={t("rules.join")}
        value={group.join ?? "all"}
        onChange={(event) => {
          onChange({ ...group, join: event.currentTarget.value === "any" ? "any" : "all" });
        }}
        data={[
          { value: "all", label: t("rules.join.all") },
          { value: "any", label: t("rules.join.any") },
        ]}
      />
      <ul className={css.parts}>
        {group.parts.map((part, place) => (
          <li key={place} className={css.part}>
            <PartEditor
              part={part}
              depth={depth}
              onChange={(next) => {
                set(group.parts.map((one, at) => (at === place ? next : one)));
              }}
            />
            <CloseButton
              size="sm"
              aria-label={t("rules.part.remove")}
              disabled={group.parts.length === 1}
              onClick={() => {
                set(group.parts.filter((_, at) => at !== place));
              }}
            />
          </li>
        ))}
      </ul>
      <Menu position="bottom-start">
        <Menu.Target>
          <Button size="xs" variant="default" className={css.more}>
            {t("rules.part.add")}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {LEAVES.map((kind) => (
            <Menu.Item
              key={kind}
              onClick={() => {
                set([...group.parts, blank(kind)]);
              }}
            >
              {t(`rules.leaf.${kind}`)}
            </Menu.Item>
          ))}
          {depth < DEEPEST && (
            <Menu.Item
              onClick={() => {
                set([...group.parts, { any: [blank("base")] }]);
              }}
            >
              {t("rules.part.group")}
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
    </div>
  );
}

interface PartProps {
  readonly part: Condition;
  readonly depth: number;
  readonly onChange: (part: Condition) => void;
}

function PartEditor({ part, depth, onChange }: PartProps) {
  const { t } = useI18n();
  const open = opened(part);
  return (
    <div className={css.body}>
      <NativeSelect
        size="xs"
        className={css.sign}
        aria-label={t("rules.sign")}
        value={open.negated ? "no" : "yes"}
        onChange={(event) => {
          onChange(closed({ ...open, negated: event.currentTarget.value === "no" }));
        }}
        data={[
          { value: "yes", label: t("rules.sign.yes") },
          { value: "no", label: t("rules.sign.no") },
        ]}
      />
      {open.join === null ? (
        <>
          <NativeSelect
            size="xs"
            className={css.kind}
            aria-label={t("rules.leaf")}
            value={leafKind(open.leaf) ?? ""}
            onChange={(event) => {
              const kind: LeafKind = LEAVES.find((name) => name === event.currentTarget.value) ?? "base";
              onChange(closed({ ...open, leaf: blank(kind) }));
            }}
            data={LEAVES.map((value) => ({ value, label: t(`rules.leaf.${value}`) }))}
          />
          <LeafEditor
            leaf={open.leaf}
            onChange={(leaf) => {
              onChange(closed({ ...open, leaf }));
            }}
          />
        </>
      ) : (
        <GroupEditor
          group={open}
          depth={depth + 1}
          onChange={(next) => {
            onChange(closed(next));
          }}
        />
      )}
    </div>
  );
}
