/** One of several things, each told on a card. */

import { useId, useRef } from "react";
import type { KeyboardEvent } from "react";

import css from "./Connect.module.css";

export interface Card {
  readonly value: string;
  readonly title: string;
  /** Empty ones are left out. */
  readonly lines: readonly string[];
  readonly warning?: string | undefined;
}

export interface CardChoiceProps {
  readonly legend: string;
  readonly value: string;
  readonly cards: readonly Card[];
  readonly onChange: (value: string) => void;
}

const STEP: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

/** A group of radio buttons: the arrows move and choose, as everywhere. */
export function CardChoice({ legend, value, cards, onChange }: CardChoiceProps) {
  const id = useId();
  const group = useRef<HTMLDivElement>(null);
  const chosen = cards.findIndex((card) => card.value === value);
  const move = (event: KeyboardEvent): void => {
    const step = STEP[event.key];
    if (step === undefined || cards.length === 0) {
      return;
    }
    event.preventDefault();
    const next = (Math.max(0, chosen) + step + cards.length) % cards.length;
    onChange(cards[next]?.value ?? value);
    group.current?.querySelectorAll<HTMLElement>("[role=radio]")[next]?.focus();
  };
  return (
    <div className={css.choice}>
      <p id={id} className={css.legend}>
        {legend}
      </p>
      <div ref={group} role="radiogroup" aria-labelledby={id} className={css.cards}>
        {cards.map((card, index) => (
          <button
            key={card.value}
            type="button"
            role="radio"
            aria-checked={index === chosen}
            tabIndex={index === chosen || (chosen < 0 && index === 0) ? 0 : -1}
            className={css.card}
            onKeyDown={move}
            onClick={() => {
              onChange(card.value);
            }}
          >
            <strong>{card.title}</strong>{" "}
            {card.lines
              .filter((line) => line !== "")
              .map((line) => (
                <span key={line} className="muted">
                  {`${line} `}
                </span>
              ))}
            {card.warning !== undefined && <span className={css.warn}>{card.warning}</span>}
          </button>
        ))}
      </div>
    </div>
  );
}
