/** The head of every page about figures: its name, the stretch of time, the part of the plant, and what is shown. */

import type { ReactNode } from "react";

import type { WireWindow } from "@/api/figures";
import { useI18n } from "@/i18n";
import { useNow } from "@/live";
import { FiguresNav } from "./FiguresNav";
import css from "./ScopePage.module.css";
import { FilterBar } from "./range/FilterBar";
import { RangeBar } from "./range/RangeBar";
import { windowOf } from "./range/range";
import type { Scope } from "./range/useScope";

export interface ScopePageProps {
  readonly title: string;
  readonly scope: Scope;
  /** What the server showed; undefined while it has not answered. */
  readonly window: WireWindow | undefined;
  readonly children: ReactNode;
  /** What else is chosen on the page. */
  readonly tools?: ReactNode;
}

export function ScopePage({ title, scope, window, children, tools }: ScopePageProps) {
  const { t, f } = useI18n();
  const now = useNow();
  const shown = windowOf(window);
  return (
    <div className={css.page}>
      <div className={css.bar}>
        <h1>{title}</h1>
        <FiguresNav />
        {shown !== null && (
          <p className={css.shown}>
            {f.dayLabel(shown.from)}, {f.time(shown.from)} – {f.dayLabel(shown.to)}, {f.time(shown.to)}
            {shown.to > now && ` · ${t("range.upto")}`}
          </p>
        )}
      </div>
      <div className={css.bar}>
        <RangeBar range={scope.range} shown={shown} now={now} onChange={scope.setRange} />
        <FilterBar filters={scope.filters} shown={shown} onChange={scope.setFilters} />
      </div>
      {tools !== undefined && <div className={css.bar}>{tools}</div>}
      {children}
    </div>
  );
}
