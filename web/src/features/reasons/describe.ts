/** Changes of the tree in words. */

import type { Changes } from "./model";
import type { Reason } from "@/api/reasons";
import type { Translate } from "@/i18n";

/** So many names are told; the rest are counted. */
const NAMED = 5;

export function describeChanges({ added, removed, changed, reordered }: Changes, t: Translate): readonly string[] {
  const names = (reasons: readonly Reason[]): string => {
    const words = reasons.map(({ words: own, code }) => own[t.language] || code);
    const rest = words.length - NAMED;
    return rest > 0 ? t("reasonTree.more", { names: words.slice(0, NAMED).join(", "), count: rest }) : words.join(", ");
  };
  const lines = [
    added.length > 0 ? t("reasonTree.added", { names: names(added) }) : null,
    changed.length > 0 ? t("reasonTree.changed", { names: names(changed) }) : null,
    removed.length > 0 ? t("reasonTree.removed", { names: names(removed) }) : null,
    reordered ? t("reasonTree.reordered") : null,
  ];
  return lines.filter((line) => line !== null);
}
