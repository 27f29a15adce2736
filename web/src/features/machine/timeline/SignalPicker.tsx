/** Choose the signals that are drawn under the timeline: a list that can be searched. */

import { Button, TextInput } from "@mantine/core";
import { useEffect, useId, useRef, useState } from "react";

import type { SignalInfo } from "@/api";
import { matches } from "@/core/text";
import { unitSymbol, useI18n } from "@/i18n";
import { canPlot } from "./canPlot";
import css from "./SignalPicker.module.css";

export interface SignalPickerProps {
  readonly choices: readonly SignalInfo[];
  readonly chosen: readonly SignalInfo[];
  readonly most: number;
  readonly onToggle: (key: string) => void;
}

const nameOf = (signal: SignalInfo): string => (signal.name === "" ? signal.key : signal.name);

const textOf = ({ key, name, type, sub_type, component }: SignalInfo): string =>
  [key, name, type, sub_type, component].join(" ");

function Choices({ choices, chosen, most, onToggle }: SignalPickerProps) {
  const { t, f, language } = useI18n();
  const [query, setQuery] = useState("");
  const full = chosen.length >= most;
  const keys = new Set(chosen.map(({ key }) => key));
  const found = choices.filter((signal) => canPlot(signal) && (query.trim() === "" || matches(textOf(signal), query)));
  return (
    <>
      <TextInput
        size="sm"
        data-autofocus
        aria-label={t("timeline.add.search")}
        placeholder={t("timeline.add.search")}
        value={query}
        onChange={(event) => {
          setQuery(event.currentTarget.value);
        }}
      />
      {full && <p className={css.note}>{t("timeline.add.full", { count: f.number(most) })}</p>}
      {found.length === 0 && <p className={css.note}>{t("signals.nothing")}</p>}
      <ul className={css.list} aria-label={t("timeline.add.list")}>
        {found.map((signal) => (
          <li key={signal.key}>
            <label className={css.choice}>
              <input
                type="checkbox"
                checked={keys.has(signal.key)}
                disabled={full && !keys.has(signal.key)}
                onChange={() => {
                  onToggle(signal.key);
                }}
              />
              <span className={css.name}>{nameOf(signal)}</span>
              <span className={css.where}>{signal.component}</span>
              <span className={css.unit}>{unitSymbol(signal.units, language)}</span>
            </label>
          </li>
        ))}
      </ul>
    </>
  );
}

export function SignalPicker(props: SignalPickerProps) {
  const { t, f } = useI18n();
  const [open, setOpen] = useState(false);
  const place = useRef<HTMLDivElement>(null);
  const id = useId();

  useEffect(() => {
    if (!open) {
      return undefined;
    }
    place.current?.querySelector("input")?.focus();
    const away = (event: PointerEvent): void => {
      if (event.target instanceof Node && place.current?.contains(event.target) === false) {
        setOpen(false);
      }
    };
    document.addEventListener("pointerdown", away);
    return () => {
      document.removeEventListener("pointerdown", away);
    };
  }, [open]);

  return (
    <div
      ref={place}
      className={css.picker}
      onKeyDown={(event) => {
        if (event.key === "Escape" && open) {
          setOpen(false);
          place.current?.querySelector("button")?.focus();
        }
      }}
    >
      <Button
        size="sm"
        variant="default"
        aria-expanded={open}
        aria-controls={id}
        onClick={() => {
          setOpen(!open);
        }}
      >
        {t("timeline.add")}
        {props.chosen.length > 0 && (
          <span className={css.count}>
            {f.number(props.chosen.length)}/{f.number(props.most)}
          </span>
        )}
      </Button>
      <div id={id} className={css.panel} hidden={!open}>
        {open && <Choices {...props} />}
      </div>
    </div>
  );
}
