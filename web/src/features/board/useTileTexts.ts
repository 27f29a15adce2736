/** The formats every tile shares, made once per language so that the memoised tiles stay still. */

import { useMemo } from "react";

import type { StateLookup } from "@/api";
import { useStates } from "@/api";
import { SECOND } from "@/core/instant";
import { useI18n } from "@/i18n";
import type { Formats, Language, Translate } from "@/i18n";

export interface TileTexts {
  readonly t: Translate;
  readonly f: Formats;
  readonly language: Language;
  readonly states: StateLookup;
  /** Two units, for the cards. */
  readonly elapsed: (ms: number) => string;
  /** The largest unit alone, for the dense tiles. */
  readonly brief: (ms: number) => string;
  /** `now` up to a few seconds, then how long ago: a number that jitters tells nothing. */
  readonly ago: (ms: number) => string;
}

const FRESH = 10 * SECOND;

export function useTileTexts(): TileTexts {
  const { t, f, language } = useI18n();
  const states = useStates();
  return useMemo(
    () => ({
      t,
      f,
      language,
      states,
      elapsed: (ms) => f.duration(ms),
      brief: (ms) => f.duration(ms, "brief"),
      ago: (ms) => (ms < FRESH ? t("common.now") : t("common.ago", { duration: f.duration(ms, "brief") })),
    }),
    [t, f, language, states],
  );
}
