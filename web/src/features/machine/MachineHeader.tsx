/** What the machine does now, at a glance: state, mode, program, parts, alarms, link. */

import type { ReactNode } from "react";
import { Link } from "wouter";

import { siteOf, useMachineList } from "@/api";
import type { MachineSummary, StateLookup } from "@/api";
import { parseInstant } from "@/core/instant";
import { baseName } from "@/core/text";
import { useI18n } from "@/i18n";
import { Elapsed, useNow } from "@/live";
import { StateMark } from "@/ui/StateMark";
import css from "./MachineHeader.module.css";

interface FactProps {
  readonly name: string;
  readonly children: ReactNode;
  readonly note?: ReactNode;
  readonly tone?: "calm" | "danger" | "warning";
}

function Fact({ name, children, note, tone = "calm" }: FactProps) {
  return (
    <div className={css.fact} data-tone={tone}>
      <dt>{name}</dt>
      <dd className={css.value}>{children}</dd>
      {note !== undefined && <dd className={css.note}>{note}</dd>}
    </div>
  );
}

/** A bare time, with its date when it was not today. */
function Moment({ at }: { readonly at: string }) {
  const { f } = useI18n();
  const now = useNow();
  return <>{f.moment(parseInstant(at), now)}</>;
}

interface SinceProps {
  readonly at: string | null;
}

function Since({ at }: SinceProps) {
  const { t, f } = useI18n();
  const now = useNow();
  return at === null ? null : <>{t("common.since", { time: f.moment(parseInstant(at), now) })}</>;
}

export interface MachineHeaderProps {
  readonly machine: MachineSummary;
  readonly states: StateLookup;
}

export function MachineHeader({ machine, states }: MachineHeaderProps) {
  const { t, f, language } = useI18n();
  const { state, mode, program, parts, alarms, link } = machine;
  const plant = useMachineList().data;
  const site = (plant?.sites.length ?? 0) > 1 ? siteOf(plant, machine.id) : undefined;
  const kind = states.get(state.code, state.base);
  const reason = state.reason === null ? null : (t.known("reason", state.reason) ?? state.reason);
  const about = [
    machine.manufacturer,
    machine.model,
    t.known("kind", machine.kind) ?? machine.kind,
    machine.area,
    machine.line,
    site?.name,
    site?.time_zone === plant?.site.time_zone ? undefined : site?.time_zone,
  ];
  const count = alarms.fault + alarms.warning;
  const alarmTone = alarms.fault > 0 ? "danger" : alarms.warning > 0 ? "warning" : "calm";
  return (
    <header className={css.header}>
      <div className={css.title}>
        <Link href="/" className={css.back}>
          ← {t("machine.back")}
        </Link>
        <h1>{machine.name}</h1>
        <p className={css.about}>{about.filter((part) => part !== undefined && part !== "").join(" · ")}</p>
      </div>
      <div className={css.state} data-base={kind.base}>
        <StateMark base={kind.base} shape={kind.shape} color={kind.color} size="large" />
        <div>
          <p className={css.word}>{kind.words[language]}</p>
          <p className={css.elapsed}>
            {state.since !== null && (
              <>
                <Elapsed since={parseInstant(state.since)} format={f.duration} />
                <span className="muted">
                  {" "}
                  · <Since at={state.since} />
                </span>
              </>
            )}
          </p>
          {reason !== null && <p className={css.reason}>{reason}</p>}
        </div>
      </div>
      <dl className={css.facts}>
        <Fact name={t("machine.mode")} note={mode.code === "unknown" ? undefined : <Since at={mode.since} />}>
          {t.known("mode", mode.code) ?? mode.code}
        </Fact>
        <Fact name={t("machine.program")} note={program === null ? undefined : <Since at={program.since} />}>
          {program === null ? t("board.no_program") : <span title={program.name}>{baseName(program.name)}</span>}
        </Fact>
        <Fact
          name={t("machine.parts")}
          note={
            parts.count === null
              ? t("board.parts.absent")
              : parts.inferred
                ? t("board.parts.inferred.short")
                : undefined
          }
        >
          {parts.count === null ? "—" : `${parts.inferred ? "≈ " : ""}${f.number(parts.count)}`}
        </Fact>
        <Fact
          name={t("machine.alarms_active")}
          tone={alarmTone}
          note={
            alarms.first === null ? undefined : [alarms.first.code, alarms.first.message].filter(Boolean).join(" · ")
          }
        >
          {count === 0 ? t("common.none") : f.number(count)}
        </Fact>
        <Fact
          name={t("machine.link")}
          tone={link === "up" ? "calm" : "warning"}
          note={
            machine.last_data_at === null ? undefined : (
              <>
                {t("board.last_data")}: <Moment at={machine.last_data_at} />
              </>
            )
          }
        >
          {t(`link.${link}`)}
        </Fact>
      </dl>
    </header>
  );
}
