/** A plain text with numbered lines; the line of a refusal stands out, with what is wrong below. */

import { useEffect, useId, useRef } from "react";

import css from "./TextField.module.css";

export interface Wrong {
  readonly line: number | null;
  readonly text: string;
}

export interface TextFieldProps {
  readonly label: string;
  readonly value: string;
  readonly wrong: Wrong | null;
  readonly onChange: (value: string) => void;
}

export function TextField({ label, value, wrong, onChange }: TextFieldProps) {
  const told = useId();
  const marked = useRef<HTMLSpanElement>(null);
  const count = value.split("\n").length;
  const line = wrong?.line ?? null;
  useEffect(() => {
    marked.current?.scrollIntoView({ block: "nearest" });
  }, [line]);
  return (
    <div className={css.text}>
      <div className={css.scroll}>
        <div className={css.numbers} aria-hidden="true">
          {Array.from({ length: count }, (_, place) => (
            <span key={place} ref={place + 1 === line ? marked : null} data-wrong={place + 1 === line || undefined}>
              {place + 1}
            </span>
          ))}
        </div>
        <textarea
          className={css.area}
          aria-label={label}
          aria-invalid={wrong !== null}
          aria-describedby={wrong === null ? undefined : told}
          rows={count}
          wrap="off"
          spellCheck={false}
          autoCapitalize="off"
          value={value}
          onChange={(event) => {
            onChange(event.currentTarget.value);
          }}
        />
      </div>
      {wrong !== null && (
        <p id={told} role="alert" className={css.wrong}>
          {wrong.text}
        </p>
      )}
    </div>
  );
}
