/** What people say of a machine without signals: large targets, one press an entry, and the way back. */

import { Button, TextInput } from "@mantine/core";
import { useState } from "react";

import type { Word } from "@/api/manual";
import { useManual, useManualAct } from "@/api/manual";
import { AuthorField } from "@/blocks/acts/AuthorField";
import { toWire } from "@/core/instant";
import { describeError, useI18n } from "@/i18n";
import { useLive, useMachine } from "@/live";
import { Failure, Loading } from "@/ui/Notice";
import { Panel } from "@/ui/Panel";
import { Counter } from "./Counter";
import { Entries } from "./Entries";
import { FromChoice } from "./FromChoice";
import css from "./Manual.module.css";
import { Program } from "./Program";
import { States } from "./States";
import type { From } from "./words";
import { NOW, describeEntry, momentOf } from "./words";

const GOOD = [1, 5, 10] as const;
const BAD = [1, 5] as const;

export function ManualPanel({ machine }: { readonly machine: string }) {
  const { t, f } = useI18n();
  const { clock } = useLive();
  const { data, error, refetch } = useManual(machine);
  const act = useManualAct(machine);
  const parts = useMachine(machine)?.parts.count ?? null;
  const [from, setFrom] = useState<From>(NOW);
  const [comment, setComment] = useState("");
  const [tried, setTried] = useState(false);
  if (data === undefined) {
    return (
      <Panel title={t("manual.title")}>
        {error === null ? (
          <Loading label={t("common.loading")} rows={3} height={72} />
        ) : (
          <Failure
            title={t("manual.failed")}
            text={describeError(error, t)}
            retry={t("common.retry")}
            onRetry={() => void refetch()}
          />
        )}
      </Panel>
    );
  }
  const say = (word: Word, then?: () => void): void => {
    const at = momentOf(from, clock.now(), f.zone);
    setTried(at === null);
    if (at === null) {
      return;
    }
    act.mutate(
      {
        act: "enter",
        word: {
          ...word,
          ...(at === undefined ? {} : { at: toWire(at) }),
          ...(comment.trim() === "" ? {} : { comment: comment.trim() }),
        },
      },
      {
        onSuccess: () => {
          setFrom(NOW);
          setComment("");
          then?.();
        },
      },
    );
  };
  const said = act.data;
  const { entries, choices, undo } = data;
  const last = entries.find(({ key }) => key === undo);
  return (
    <Panel title={t("manual.title")} aside={<AuthorField />}>
      <div className={css.panel}>
        <States
          manual={data}
          busy={act.isPending}
          onState={(state) => {
            say({ state });
          }}
        />
        <FromChoice from={from} wrong={tried && momentOf(from, clock.now(), f.zone) === null} onChange={setFrom} />
        <TextInput
          size="lg"
          aria-label={t("manual.comment")}
          placeholder={t("manual.comment")}
          maxLength={1000}
          value={comment}
          onChange={(event) => {
            setComment(event.currentTarget.value);
          }}
        />
        <div className={css.counters}>
          <Counter
            title={t("manual.parts")}
            note={parts === null ? "" : t("manual.parts.today", { count: f.number(parts) })}
            steps={GOOD}
            what="parts"
            busy={act.isPending}
            onCount={(count, then) => {
              say({ parts: count }, then);
            }}
          />
          <Counter
            title={t("manual.scrap")}
            note=""
            steps={BAD}
            what="scrap"
            busy={act.isPending}
            onCount={(count, then) => {
              say({ scrap: count }, then);
            }}
          />
          <Program
            key={data.program}
            program={data.program}
            busy={act.isPending}
            onProgram={(program) => {
              say({ program });
            }}
          />
        </div>
        <div className={css.told} role="status">
          {act.error !== null && <p className={css.error}>{describeError(act.error, t)}</p>}
          {act.error === null && said !== undefined && (
            <p className={css.good}>
              {t(said.entry.undone ? "manual.unsaid" : "manual.said", {
                what: describeEntry(said.entry, choices, t, f),
              })}
            </p>
          )}
          {said?.warnings.map(({ code, text }) => (
            <p key={code} className={css.warning}>
              {text}
            </p>
          ))}
        </div>
        {last !== undefined && (
          <Button
            className={css.undo}
            size="lg"
            variant="default"
            disabled={act.isPending}
            onClick={() => {
              act.mutate({ act: "undo", entry: last.key });
            }}
          >
            {t("manual.undo", { what: describeEntry(last, choices, t, f) })}
          </Button>
        )}
        <Entries entries={entries} choices={choices} />
      </div>
    </Panel>
  );
}
