/** Where a stop is cut in two: dragged, stepped, or typed, to the second. */

import { Button } from "@mantine/core";
import { useRef, useState } from "react";
import type { PointerEvent } from "react";

import type { Ms } from "@/core/instant";
import { MINUTE, SECOND, toWire } from "@/core/instant";
import { fromInput, toDateTimeInput } from "@/core/zone";
import { useI18n } from "@/i18n";
import css from "./CorrectDialog.module.css";
import { Moment } from "./Moment";
import type { Piece } from "./pieces";
import { secondInside } from "./pieces";

export interface SplitFormProps {
  readonly piece: Piece;
  readonly disabled: boolean;
  readonly onSplit: (at: string) => void;
}

export function SplitForm({ piece, disabled, onSplit }: SplitFormProps) {
  const { t, f } = useI18n();
  const bar = useRef<HTMLDivElement>(null);
  const [text, setText] = useState(() => {
    const middle = secondInside(piece, (piece.from + piece.to) / 2);
    return middle === null ? "" : toDateTimeInput(middle, f.zone);
  });
  const at = fromInput(text, f.zone);
  const inside = at !== null && at > piece.from && at < piece.to;
  const put = (wanted: Ms): void => {
    const found = secondInside(piece, wanted);
    if (found !== null) {
      setText(toDateTimeInput(found, f.zone));
    }
  };
  const drag = (event: PointerEvent<HTMLDivElement>): void => {
    const box = bar.current?.getBoundingClientRect();
    if (box !== undefined && (event.type === "pointerdown" || event.buttons > 0)) {
      put(piece.from + ((event.clientX - box.left) / box.width) * (piece.to - piece.from));
    }
  };
  const step = (by: number): void => {
    put((at ?? piece.from) + by);
  };
  const share = inside ? ((at - piece.from) / (piece.to - piece.from)) * 100 : 0;
  return (
    <form
      className={css.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (inside && !disabled) {
          onSplit(toWire(at));
        }
      }}
    >
      <div
        ref={bar}
        className={css.bar}
        role="slider"
        tabIndex={0}
        aria-label={t("correct.split.at")}
        aria-valuemin={piece.from}
        aria-valuemax={piece.to}
        aria-valuenow={at ?? piece.from}
        aria-valuetext={text}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          drag(event);
        }}
        onPointerMove={drag}
        onKeyDown={(event) => {
          const by = event.shiftKey ? MINUTE : SECOND;
          if (event.key === "ArrowLeft" || event.key === "ArrowRight") {
            event.preventDefault();
            step(event.key === "ArrowLeft" ? -by : by);
          }
        }}
      >
        <span className={css.left} style={{ width: `${share}%` }} />
        <span className={css.grip} style={{ left: `${share}%` }} aria-hidden="true" />
      </div>
      {inside && (
        <p className={css.parts}>
          <span>{f.duration(at - piece.from)}</span>
          <span>{f.duration(piece.to - at)}</span>
        </p>
      )}
      <div className={css.fields}>
        {[-MINUTE, -SECOND].map((by) => (
          <Step key={by} by={by} onStep={step} />
        ))}
        <Moment label={t("correct.split.at")} text={text} wrong={!inside} onText={setText} />
        {[SECOND, MINUTE].map((by) => (
          <Step key={by} by={by} onStep={step} />
        ))}
        <Button size="md" type="submit" disabled={disabled || !inside}>
          {t("correct.split.here")}
        </Button>
      </div>
    </form>
  );
}

function Step({ by, onStep }: { readonly by: number; readonly onStep: (by: number) => void }) {
  const { f } = useI18n();
  return (
    <Button
      size="md"
      variant="default"
      onClick={() => {
        onStep(by);
      }}
    >
      {by < 0 ? "−" : "+"}
      {f.duration(Math.abs(by), "brief")}
    </Button>
  );
}
