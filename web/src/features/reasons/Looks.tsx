/** Colour and shape of a reason: never the colour alone. */

import type { KeyboardEvent } from "react";

import type { Reason } from "@/api/reasons";
import { REASON_TOKENS } from "@/core/reason";
import { SHAPES, isShape } from "@/core/state";
import { useI18n } from "@/i18n";
import { ReasonMark } from "@/ui/ReasonMark";
import css from "./Looks.module.css";

export interface LooksProps {
  readonly color: string;
  readonly shape: string;
  readonly onChange: (change: Partial<Reason>) => void;
}

const STEPS: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 };

/** Arrow keys go through a row of choices, as in any group of radio buttons. */
function step<T>(event: KeyboardEvent<HTMLElement>, all: readonly T[], at: T, choose: (next: T) => void): void {
  const by = STEPS[event.key];
  if (by === undefined) {
    return;
  }
  event.preventDefault();
  const place = (Math.max(0, all.indexOf(at)) + by + all.length) % all.length;
  const next = all[place];
  if (next !== undefined) {
    choose(next);
    (event.currentTarget.children[place] as HTMLElement | undefined)?.focus();
  }
}

export function Looks({ color, shape, onChange }: LooksProps) {
  const { t } = useI18n();
  const own = isShape(shape) ? shape : "circle";
  const token = REASON_TOKENS.find((name) => name === color) ?? "reason-1";
  return (
    <fieldset className={css.looks}>
      <legend className={css.title}>{t("reasonTree.look")}</legend>
      <div
        role="radiogroup"
        aria-label={t("reasonTree.color")}
        className={css.row}
        onKeyDown={(event) => {
          step(event, REASON_TOKENS, token, (next) => {
            onChange({ color: next });
          });
        }}
      >
        {REASON_TOKENS.map((name, place) => (
          <button
            key={name}
            type="button"
            role="radio"
            className={css.choice}
            aria-checked={name === token}
            aria-label={t("reasonTree.color.number", { number: place + 1 })}
            tabIndex={name === token ? 0 : -1}
            onClick={() => {
              onChange({ color: name });
            }}
          >
            <ReasonMark color={name} shape={own} />
          </button>
        ))}
      </div>
      <div
        role="radiogroup"
        aria-label={t("reasonTree.shape")}
        className={css.row}
        onKeyDown={(event) => {
          step(event, SHAPES, own, (next) => {
            onChange({ shape: next });
          });
        }}
      >
        {SHAPES.map((name) => (
          <button
            key={name}
            type="button"
            role="radio"
            className={css.choice}
            aria-checked={name === own}
            aria-label={t(`reasonTree.shape.${name}`)}
            tabIndex={name === own ? 0 : -1}
            onClick={() => {
              onChange({ shape: name });
            }}
          >
            <ReasonMark color={token} shape={name} />
          </button>
        ))}
      </div>
    </fieldset>
  );
}
