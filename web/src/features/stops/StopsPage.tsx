/** Stops of the plant: those without a reason first of all, several of them filled at once. Their target is zero. */

import { Button } from "@mantine/core";
import { useMemo, useState } from "react";

import { useMachineList, useStates } from "@/api";
import { useReasonChoices, useStops } from "@/api/corrections";
import { AuthorField } from "@/blocks/acts/AuthorField";
import { UndoBar } from "@/blocks/acts/UndoBar";
import { useDone } from "@/blocks/acts/useDone";
import { resolvePeriod } from "@/blocks/period";
import { describeError, useI18n } from "@/i18n";
import { useNow } from "@/live";
import { Failure, Loading, Notice } from "@/ui/Notice";
import { FillDialog } from "./FillDialog";
import { itemsOf, keyOf } from "./selection";
import css from "./StopsPage.module.css";
import { StopTable } from "./StopTable";
import { Toolbar } from "./Toolbar";
import { Totals } from "./Totals";
import { useStopsFilter } from "./useStopsView";

const NONE: ReadonlySet<string> = new Set();

export function StopsPage() {
  const { t, language } = useI18n();
  const now = useNow();
  const [filter, setFilter] = useStopsFilter();
  const { from, to } = resolvePeriod(filter.period, now);
  const asked = useMemo(
    () => ({
      window: { from, to },
      status: filter.status,
      area: filter.area ?? undefined,
      machines: undefined,
      minSeconds: filter.minSeconds,
    }),
    [from, to, filter.status, filter.area, filter.minSeconds],
  );
  const stops = useStops(asked, to > now);
  const reasons = useReasonChoices();
  const states = useStates();
  const machines = useMachineList().data?.machines;
  const names = useMemo(() => new Map(machines?.map(({ id, name }) => [id, name])), [machines]);
  const areas = useMemo(
    () => [...new Set(machines?.map(({ area }) => area))].filter((area) => area !== ""),
    [machines],
  );
  const { acting, run, done, putAway } = useDone();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(NONE);
  const [filling, setFilling] = useState(false);
  const shown = stops.data?.pages.flatMap((page) => page.stops) ?? [];
  const totals = stops.data?.pages[0]?.totals;
  // What was chosen and is explained by now, or out of sight, is not filled.
  const live = new Set(shown.map(keyOf).filter((key) => chosen.has(key)));
  const items = itemsOf(shown, live);
  const only = [...live].length === 1 ? shown.find((stop) => live.has(keyOf(stop)))?.machine : undefined;
  const first = done?.corrections[0];
  const word = reasons.find(({ code }) => code === first?.value)?.words[language] ?? first?.value ?? "";
  const open = (key: string): void => {
    acting.forget();
    setChosen(new Set([key]));
    setFilling(true);
  };
  return (
    <div className={css.page}>
      <header className={css.head}>
        <h1>{t("stops.title")}</h1>
        {totals !== undefined && <Totals totals={totals} />}
        <AuthorField />
      </header>
      <Toolbar filter={filter} areas={areas} window={asked.window} now={now} onChange={setFilter} />
      {stops.data === undefined ? (
        stops.error === null ? (
          <Loading label={t("common.loading")} rows={8} height={40} />
        ) : (
          <Failure
            title={t("error.title")}
            text={describeError(stops.error, t)}
            retry={t("common.retry")}
            onRetry={() => void stops.refetch()}
          />
        )
      ) : shown.length === 0 ? (
        <Notice
          title={t(filter.status === "unexplained" ? "stops.done.title" : "stops.empty.title")}
          text={filter.status === "unexplained" ? t("stops.done.text") : undefined}
        />
      ) : (
        <div aria-busy={stops.isPlaceholderData}>
          <StopTable
            stops={shown}
            names={names}
            states={states}
            reasons={reasons}
            now={now}
            chosen={live}
            onChosen={setChosen}
            onReason={(stop) => {
              open(keyOf(stop));
            }}
          />
          {stops.hasNextPage && (
            <Button
              className={css.more}
              size="md"
              variant="default"
              loading={stops.isFetchingNextPage}
              onClick={() => void stops.fetchNextPage()}
            >
              {t("stops.more")}
            </Button>
          )}
        </div>
      )}
      {live.size > 0 && !filling && (
        <div className={css.bar} role="region" aria-label={t("stops.fill")}>
          <strong>{t.plural("stops.selected", live.size)}</strong>
          <Button
            size="md"
            onClick={() => {
              acting.forget();
              setFilling(true);
            }}
          >
            {t("stops.fill")}
          </Button>
          <Button
            size="md"
            variant="default"
            onClick={() => {
              setChosen(NONE);
            }}
          >
            {t("stops.clear")}
          </Button>
        </div>
      )}
      {filling && live.size > 0 && (
        <FillDialog
          machine={only}
          count={live.size}
          acting={acting}
          onFill={(reason, comment) => {
            run({ act: "fill", body: { items, reason, comment } }, () => {
              setFilling(false);
              setChosen(NONE);
            });
          }}
          onClose={() => {
            acting.forget();
            setFilling(false);
          }}
        />
      )}
      {!filling && done !== null && first !== undefined && (
        <UndoBar
          key={first.id}
          warnings={done.warnings.map(({ text }) => text)}
          error={acting.error === null ? null : describeError(acting.error, t)}
          pending={acting.pending}
          onUndo={() => {
            run({ act: "undo", id: first.id, whole: true });
          }}
          onClose={putAway}
        >
          {first.kind === "undo"
            ? t("corrections.undid", { id: first.target ?? 0 })
            : t("stops.filled", { reason: word, stops: t.plural("stops.count", done.corrections.length) })}
        </UndoBar>
      )}
    </div>
  );
}
