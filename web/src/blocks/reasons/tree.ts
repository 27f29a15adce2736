/** Reasons in the shape a person chooses from: groups with their leaves, those used last, those a search finds. Pure. */

import type { ReasonChoice } from "@/api/corrections";
import { matches } from "@/core/text";
import type { Language } from "@/i18n";

export interface ReasonGroup {
  /** The group, or null for reasons that stand in none. */
  readonly group: ReasonChoice | null;
  readonly reasons: readonly ReasonChoice[];
}

/** The top of the line that a reason stands in; itself where it stands alone. */
function topOf(reason: ReasonChoice, byCode: ReadonlyMap<string, ReasonChoice>): ReasonChoice {
  let at = reason;
  for (let depth = 0; depth < 16; depth += 1) {
    const above = byCode.get(at.parent);
    if (above === undefined) {
      break;
    }
    at = above;
  }
  return at;
}

/** Usable reasons by the group at the top of their line, in the order of the tree; `query` narrows them. */
export function groupsOf(all: readonly ReasonChoice[], query: string, language: Language): readonly ReasonGroup[] {
  const byCode = new Map(all.map((reason) => [reason.code, reason]));
  const groups = new Map<string, { group: ReasonChoice | null; reasons: ReasonChoice[] }>();
  for (const reason of all.toSorted((a, b) => a.order - b.order)) {
    if (!reason.usable || !found(reason, topOf(reason, byCode), query, language)) {
      continue;
    }
    const top = topOf(reason, byCode);
    const alone = top.code === reason.code;
    const group = groups.get(alone ? "" : top.code) ?? { group: alone ? null : top, reasons: [] };
    group.reasons.push(reason);
    groups.set(alone ? "" : top.code, group);
  }
  return [...groups.values()];
}

function found(reason: ReasonChoice, top: ReasonChoice, query: string, language: Language): boolean {
  const texts = [reason.words[language], reason.code, reason.hint[language], top.words[language]];
  return query.trim() === "" || matches(texts.join(" "), query);
}

/** Those of the codes that may be used, in the order of the codes. */
export function recentOf(
  all: readonly ReasonChoice[],
  codes: readonly string[],
  most: number,
): readonly ReasonChoice[] {
  return codes.flatMap((code) => all.find((reason) => reason.code === code && reason.usable) ?? []).slice(0, most);
}
