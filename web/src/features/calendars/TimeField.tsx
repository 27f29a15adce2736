/** A time of day in 24 hours, whatever the browser's habits; told when it is one. */

import { TextInput } from "@mantine/core";
import { useState } from "react";

import { minutesOf } from "./draft";

export interface TimeFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (time: string) => void;
  /** For a row of fields: the label is there, but not seen. */
  readonly bare?: boolean;
}

/** `6`, `630`, `6:30`, `6.30` are all meant as times. */
function asTime(text: string): string | null {
  const found = /^(\d{1,2})(?:[:.\s-]?(\d{2}))?$/u.exec(text.trim());
  if (found === null) {
    return null;
  }
  const time = `${(found[1] ?? "").padStart(2, "0")}:${found[2] ?? "00"}`;
  return minutesOf(time) === null ? null : time;
}

export function TimeField({ label, value, onChange, bare = false }: TimeFieldProps) {
  const [typed, setTyped] = useState<string | null>(null);
  const wrong = typed !== null && asTime(typed) === null;
  const leave = (): void => {
    const time = typed === null ? null : asTime(typed);
    setTyped(null);
    if (time !== null && time !== value) {
      onChange(time);
    }
  };
  return (
    <TextInput
      size={bare ? "xs" : "sm"}
      w={bare ? "4rem" : undefined}
      inputMode="numeric"
      maxLength={5}
      placeholder="00:00"
      {...(bare ? { "aria-label": label } : { label })}
      error={wrong}
      value={typed ?? value}
      onFocus={(event) => {
        event.currentTarget.select();
      }}
      onChange={(event) => {
        const text = event.currentTarget.value;
        const whole = minutesOf(text) !== null;
        setTyped(whole ? null : text);
        if (whole && text !== value) {
          onChange(text);
        }
      }}
      onBlur={leave}
      onKeyDown={(event) => {
        if (event.key === "Enter") {
          leave();
        }
      }}
    />
  );
}
