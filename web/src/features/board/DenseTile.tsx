/** One machine among hundreds: mark, name, state and how long, nothing else. */

import { memo } from "react";
import { Link } from "wouter";

import { parseInstant } from "@/core/instant";
import { Elapsed, useMachine } from "@/live";
import { StateMark } from "@/ui/StateMark";
import type { TileProps } from "./Card";
import css from "./DenseTile.module.css";

export const DenseTile = memo(function DenseTile({ id, texts }: TileProps) {
  const machine = useMachine(id);
  if (machine === undefined) {
    return null;
  }
  const kind = texts.states.get(machine.state.code, machine.state.base);
  const word = kind.words[texts.language];
  return (
    <li className={css.tile} data-base={kind.base}>
      <div className={css.mark}>
        <StateMark base={kind.base} shape={kind.shape} color={kind.color} size="fill" />
      </div>
      <div className={css.text}>
        <Link href={`/machines/${encodeURIComponent(id)}`} className={css.name} title={`${machine.name} · ${word}`}>
          {machine.name}
        </Link>
        <span className={css.state}>
          <span className={css.word}>{word}</span>
          {machine.state.since !== null && <Elapsed since={parseInstant(machine.state.since)} format={texts.brief} />}
        </span>
      </div>
    </li>
  );
});
