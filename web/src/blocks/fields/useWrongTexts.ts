/** What is wrong with fields, in words. */

import { useCallback } from "react";

import { useI18n } from "@/i18n";
import type { Wrongs } from "./draft";

export function useWrongTexts(): (wrongs: Wrongs) => Readonly<Record<string, string>> {
  const { t, f } = useI18n();
  return useCallback(
    (wrongs) =>
      Object.fromEntries(
        Object.entries(wrongs).map(([name, { code, limit }]) => [
          name,
          code === "minimum" || code === "maximum"
            ? t(`fields.wrong.${code}`, { limit: f.number(limit ?? 0, 6) })
            : t(`fields.wrong.${code}`),
        ]),
      ),
    [t, f],
  );
}
