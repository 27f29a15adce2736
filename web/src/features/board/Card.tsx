/** One machine on the board, in full: what it does, since when, on what, how many, what is wrong. */

import { memo } from "react";
import { Link } from "wouter";

import type { MachineSummary } from "@/api/types";
import { parseInstant } from "@/core/instant";
import { baseName } from "@/core/text";
import { Elapsed, useMachine } from "@/live";
import { StateMark } from "@/ui/StateMark";
import css from "./Card.module.css";
import type { TileTexts } from "./useTileTexts";

interface Part {
  readonly machine: MachineSummary;
  readonly texts: TileTexts;
}

/** The line that says what is wrong; empty when nothing is, but it keeps its height. */
function Trouble({ machine, texts: { t } }: Part) {
  const { alarms, state, link } = machine;
  if (alarms.first !== null) {
    const more = alarms.fault + alarms.warning - 1;
    const level = alarms.fault > 0 ? "FAULT" : "WARNING";
    const text = [alarms.first.code, alarms.first.message].filter((part) => part !== "").join(" · ");
    return (
      <p className={css.trouble} data-level={level} title={text}>
        <span className={css.troubleText}>{text === "" ? t(`level.${level}`) : text}</span>
        {more > 0 && <span className="nowrap">{t.plural("board.more_alarms", more)}</span>}
      </p>
    );
  }
  if (state.base === "no_data") {
    const text = state.reason === null ? null : t.known("reason", state.reason);
    return (
      <p className={css.trouble} title={text ?? undefined}>
        <span className={css.troubleText}>{text ?? t(`link.${link}`)}</span>
      </p>
    );
  }
  return <p className={css.trouble}>{link === "up" ? "" : t(`link.${link}`)}</p>;
}

function Parts({ machine, texts: { t, f } }: Part) {
  const { count, inferred } = machine.parts;
  if (count === null) {
    return (
      <span className="muted" title={t("board.parts.absent")}>
        —
      </span>
    );
  }
  return (
    <span title={inferred ? t("board.parts.inferred") : undefined}>
      {inferred && <span aria-label={t("board.parts.inferred")}>≈ </span>}
      {f.number(count)}
    </span>
  );
}

export interface TileProps {
  readonly id: string;
  readonly texts: TileTexts;
}

export const Card = memo(function Card({ id, texts }: TileProps) {
  const machine = useMachine(id);
  if (machine === undefined) {
    return null;
  }
  const { t, language, states } = texts;
  const kind = states.get(machine.state.code, machine.state.base);
  const make = [machine.manufacturer, machine.model].filter((part) => part !== "").join(" ");
  const mode = machine.mode.code;
  return (
    <li className={css.card} data-base={kind.base}>
      <div className={css.mark}>
        <StateMark base={kind.base} shape={kind.shape} color={kind.color} size="fill" />
      </div>
      <div className={css.head}>
        <h3 className={css.name}>
          <Link href={`/machines/${encodeURIComponent(id)}`} className={css.link} title={machine.name}>
            {machine.name}
          </Link>
        </h3>
        <p className={css.state}>
          <strong className={css.word}>{kind.words[language]}</strong>
          {machine.state.since !== null && (
            <Elapsed since={parseInstant(machine.state.since)} format={texts.elapsed} className={css.since} />
          )}
        </p>
      </div>
      <dl className={css.facts}>
        <div className={css.program}>
          <dt>{t("board.program")}</dt>
          <dd className={machine.program === null ? css.absent : css.value} title={machine.program?.name}>
            {machine.program === null ? t("board.no_program") : baseName(machine.program.name)}
          </dd>
        </div>
        <div className={css.parts}>
          <dt>{t("board.parts_today")}</dt>
          <dd className={css.value}>
            <Parts machine={machine} texts={texts} />
          </dd>
        </div>
      </dl>
      <Trouble machine={machine} texts={texts} />
      <p className={css.foot}>
        <span className={css.make} title={make}>
          {make === "" ? machine.protocol : make}
        </span>
        {mode !== "production" && mode !== "unknown" && (
          <span className={css.mode}>{t.known("mode", mode) ?? mode}</span>
        )}
        <span className={css.last} title={t("board.last_data")}>
          <span className="visually-hidden">{t("board.last_data")}: </span>
          {machine.last_data_at === null ? (
            t("reason.short.never_seen")
          ) : (
            <Elapsed since={parseInstant(machine.last_data_at)} format={texts.ago} />
          )}
        </span>
      </p>
    </li>
  );
});
