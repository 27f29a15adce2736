/** A titled surface: the building block of the pages. */

import { useId } from "react";
import type { ReactNode } from "react";

import css from "./Panel.module.css";

export interface PanelProps {
  readonly title: string;
  readonly children: ReactNode;
  /** What stands at the right of the title: switches, counts. */
  readonly aside?: ReactNode;
  /** Leave out the inner margin, for tables and charts that reach the edge. */
  readonly flush?: boolean;
  readonly className?: string | undefined;
}

export function Panel({ title, children, aside, flush = false, className }: PanelProps) {
  const id = useId();
  return (
    <section className={className === undefined ? css.panel : `${css.panel} ${className}`} aria-labelledby={id}>
      <header className={css.head}>
        <h2 id={id} className={css.title}>
          {title}
        </h2>
        {aside !== undefined && <div className={css.aside}>{aside}</div>}
      </header>
      <div className={flush ? css.flush : css.body}>{children}</div>
    </section>
  );
}
