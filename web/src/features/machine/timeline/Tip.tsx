/** What is under the pointer, beside it. */

import { useLayoutEffect, useRef } from "react";

import type { Ms } from "@/core/instant";
import { StateMark } from "@/ui/StateMark";
import type { Description, Words } from "./describe";
import { timesOf } from "./describe";
import css from "./Tip.module.css";

export interface TipProps {
  /** The moment under the pointer. */
  readonly at: Ms;
  readonly now: Ms;
  /** null where there is nothing but the moment. */
  readonly description: Description | null;
  readonly words: Words;
  /** Where the pointer is, in pixels of the chart. */
  readonly x: number;
  readonly y: number;
}

/** Between the pointer and what is said about it. */
const AWAY = 14;

export function Tip({ at, now, description, words, x, y }: TipProps) {
  const { t, f } = words;
  const ref = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const tip = ref.current;
    const stage = tip?.offsetParent;
    if (tip === null || !(stage instanceof HTMLElement)) {
      return;
    }
    const width = tip.offsetWidth;
    // To the left of the pointer where there is no room to the right of it.
    const right = x + AWAY + width <= stage.clientWidth;
    const left = right ? x + AWAY : Math.max(0, x - AWAY - width);
    tip.style.transform = `translate(${Math.round(left)}px, ${Math.round(y + AWAY)}px)`;
  });
  return (
    <div ref={ref} className={css.tip} aria-hidden="true">
      <p className={css.at}>{f.moment(at, now)}</p>
      {description !== null && (
        <>
          <p className={css.title}>
            {description.kind !== null && (
              <StateMark
                base={description.kind.base}
                shape={description.kind.shape}
                color={description.kind.color}
                size="small"
              />
            )}
            {description.title}
          </p>
          <p className={css.times}>{timesOf(description, now, words)}</p>
          {description.notes.map((note) => (
            <p key={note}>{note}</p>
          ))}
          {description.rule !== "" && (
            <p className={css.rule}>
              {t("timeline.rule")} <code>{description.rule}</code>
            </p>
          )}
        </>
      )}
    </div>
  );
}
