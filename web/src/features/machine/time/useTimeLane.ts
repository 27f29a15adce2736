/** The account as a lane that can be drawn and pointed at. */

import { useCallback, useMemo } from "react";

import type { StateLookup } from "@/api";
import type { LaneSpec } from "@/charts";
import { usePaints } from "@/charts";
import { useI18n } from "@/i18n";
import type { Description } from "../timeline/describe";
import type { TimeView } from "../timeline/props";
import { readTimeLooks, timeLane } from "./timeLane";
import { pieceTitle } from "./words";

export interface TimeLane {
  /** null where nothing is known of it. */
  readonly lane: LaneSpec | null;
  readonly describe: (item: number) => Description | null;
}

export function useTimeLane({ pieces, reasons }: TimeView, states: StateLookup): TimeLane {
  const { t, language } = useI18n();
  const words = useMemo(() => ({ t, language, states, reasons }), [t, language, states, reasons]);
  const read = useMemo(() => readTimeLooks(reasons), [reasons]);
  const looks = usePaints(read);
  const lane = useMemo(
    () => (pieces.length === 0 ? null : timeLane(pieces, reasons, looks, (piece) => pieceTitle(piece, words))),
    [pieces, reasons, looks, words],
  );
  const describe = useCallback(
    (item: number): Description | null => {
      const piece = pieces[item];
      if (piece === undefined) {
        return null;
      }
      const { from, to, open, origin, kind, reason, states: codes } = piece;
      return {
        kind: null,
        title: pieceTitle(piece, words),
        start: from,
        end: open ? null : to,
        notes: [
          ...(reason === "" && kind !== "stop" ? [] : codes.map((code) => states.get(code).words[language])),
          ...(origin === "none" ? [] : [t(origin === "rule" ? "time.origin.rule" : "time.origin.person")]),
          t("time.point"),
        ],
        rule: "",
      };
    },
    [pieces, words, states, language, t],
  );
  return { lane, describe };
}
