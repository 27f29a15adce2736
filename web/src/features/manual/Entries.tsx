/** The last entries, with those that were taken back. */

import type { Manual } from "@/api/manual";
import { parseInstant } from "@/core/instant";
import { useI18n } from "@/i18n";
import { useNow } from "@/live";
import css from "./Manual.module.css";
import { describeEntry } from "./words";

export function Entries({ entries, choices }: Pick<Manual, "entries" | "choices">) {
  const { t, f } = useI18n();
  const now = useNow();
  if (entries.length === 0) {
    return null;
  }
  return (
    <details className={css.entries}>
      <summary>{t("manual.entries")}</summary>
      <ol>
        {entries.map((entry) => (
          <li key={entry.key} data-undone={entry.undone || undefined}>
            <time dateTime={entry.at}>{f.moment(parseInstant(entry.at), now)}</time>
            <span className={css.what}>{describeEntry(entry, choices, t, f)}</span>
            <span className="muted">
              {entry.author === "" ? t("saving.nobody") : entry.author}
              {entry.undone && ` · ${t("manual.undone")}`}
            </span>
          </li>
        ))}
      </ol>
    </details>
  );
}
