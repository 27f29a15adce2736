/** A rule's condition as a tree, each part with whether it held. */

import type { ConditionNode } from "@/api";
import { useI18n } from "@/i18n";
import css from "./ConditionTree.module.css";

const MARKS = { holds: "✓", fails: "✗", open: "?" } as const;

export function ConditionTree({ node }: { readonly node: ConditionNode }) {
  return (
    <ul className={css.tree}>
      <Branch node={node} />
    </ul>
  );
}

function Branch({ node }: { readonly node: ConditionNode }) {
  const { t } = useI18n();
  const result = node.result === null ? "open" : node.result ? "holds" : "fails";
  const words = { holds: t("explain.true"), fails: t("explain.false"), open: t("explain.open") };
  return (
    <li>
      <span className={css.line} data-result={result} title={words[result]}>
        <span className={css.mark} aria-hidden="true">
          {MARKS[result]}
        </span>
        <span>{node.text}</span>
        <span className="visually-hidden">({words[result]})</span>
      </span>
      {node.children.length > 0 && (
        <ul className={css.children}>
          {node.children.map((child, index) => (
            <Branch key={index} node={child} />
          ))}
        </ul>
      )}
    </li>
  );
}
