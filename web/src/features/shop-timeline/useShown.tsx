/** What the lines show, states or reasons, in one shape: rows, how they look, and what each look means. */

import { useCallback, useMemo } from "react";
import type { ReactNode } from "react";

import type { StateLookup } from "@/api";
import type { Look, Paints, Palette, SpanColumns } from "@/charts";
import { usePaints } from "@/charts";
import type { Ms, Window } from "@/core/instant";
import { useI18n } from "@/i18n";
import { ClassMark, ReasonMark } from "@/ui/ReasonMark";
import { StateMark } from "@/ui/StateMark";
import type { Kind } from "./kinds";
import type { RowSource } from "./rows";
import { timeIn } from "./rows";
import { useReasonRows } from "./useReasonRows";
import { useRows } from "./useRows";
import type { Show } from "./useShopView";

export interface Meaning {
  readonly key: string;
  readonly mark: ReactNode;
  readonly word: string;
}

export interface Shown {
  readonly rows: RowSource;
  readonly looks: readonly Look[];
  readonly palette: Palette;
  readonly error: Error | null;
  readonly loading: boolean;
  readonly retry: () => void;
  /** What a number of the rows means. */
  readonly meaning: (kind: number) => Meaning | null;
  /** What is explained above the lines. */
  readonly legend: readonly Meaning[];
  /** What stands beside the name of a machine. */
  readonly beside: (row: SpanColumns) => string;
}

export interface ShownAsked {
  readonly show: Show;
  readonly window: Window;
  readonly machines: readonly string[];
  readonly states: StateLookup;
  readonly now: Ms;
  readonly redraw: () => void;
}

/** Reasons that a legend still tells apart at a glance. */
const MOST_LEGEND = 14;

export function useShown({ show, window, machines, states, now, redraw }: ShownAsked): Shown {
  const { t, f, language } = useI18n();
  const byState = show === "states";
  const plain = useRows(window, machines, states, redraw, byState);
  const reasoned = useReasonRows(window, machines, now, !byState);
  const { kinds } = reasoned;
  const read = useCallback(
    (paints: Paints, palette: Palette) => ({
      palette,
      looks: byState
        ? states.all.map(({ color, base, shape }) => paints.state(color, base, shape))
        : kinds.all.map((kind) =>
            kind.kind === "class"
              ? paints.timeClass(kind.timeClass)
              : paints.reason(kind.reason.color, kind.reason.shape),
          ),
    }),
    [byState, states, kinds],
  );
  const { palette, looks } = usePaints(read);

  const meanings = useMemo<readonly Meaning[]>(() => {
    const ofKind = (kind: Kind): Meaning =>
      kind.kind === "class"
        ? {
            key: kind.timeClass,
            mark: <ClassMark timeClass={kind.timeClass} size="small" />,
            word: t(`class.${kind.timeClass}`),
          }
        : {
            key: `reason ${kind.reason.code}`,
            mark: <ReasonMark color={kind.reason.color} shape={kind.reason.shape} size="small" />,
            word: kind.reason.words[language],
          };
    return byState
      ? states.all.map(({ code, base, shape, color, words }) => ({
          key: code,
          mark: <StateMark base={base} shape={shape} color={color} size="small" />,
          word: words[language],
        }))
      : kinds.all.map(ofKind);
  }, [byState, states, kinds, t, language]);

  // the minute is enough for what is said about a whole window
  const { rows } = reasoned;
  const until = Math.min(window.to, now - (now % 60_000));
  const legend = useMemo(() => {
    if (byState) {
      return meanings;
    }
    const totals = rows.totals(meanings.length, until);
    const used = meanings.flatMap((meaning, index) => ((totals[index] ?? 0) > 0 ? [{ meaning, index }] : []));
    const shown = new Set(
      used
        .toSorted((a, b) => (totals[b.index] ?? 0) - (totals[a.index] ?? 0))
        .slice(0, MOST_LEGEND)
        .map(({ index }) => index),
    );
    return used.filter(({ index }) => shown.has(index)).map(({ meaning }) => meaning);
  }, [byState, meanings, rows, until]);

  const unexplained = kinds.all.findIndex((kind) => kind.kind === "class" && kind.timeClass === "unexplained");
  const beside = (row: SpanColumns): string => {
    if (byState) {
      const { counted, known } = timeIn(row, window, now, (kind) => states.all[kind]?.base === "running");
      return known === 0 ? "" : f.percent(counted / known);
    }
    const { counted } = timeIn(row, window, now, (kind) => kind === unexplained);
    return counted === 0 ? "" : f.hours(counted);
  };
  const { error, loading, retry } = byState ? plain : reasoned;
  return {
    rows: byState ? plain.rows : rows,
    looks,
    palette,
    error,
    loading,
    retry,
    meaning: (kind) => meanings[kind] ?? null,
    legend,
    beside,
  };
}
