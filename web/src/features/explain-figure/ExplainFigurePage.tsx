/** A figure opened to the ground: formula, terms, what each is made of, and the intervals behind them. */

import { Button } from "@mantine/core";
import { useMemo, useState } from "react";
import { Link } from "wouter";

import type { FigureExplanation, Kpi, TermPart } from "@/api/figures";
import { useFigureExplanation, useKpis } from "@/api/figures";
import { ScopePage } from "@/blocks/ScopePage";
import { Doubts } from "@/blocks/figure/Doubts";
import { Status } from "@/blocks/figure/Status";
import { formatValue, whyNot } from "@/blocks/figure/value";
import { addressOf } from "@/blocks/range/filters";
import { askedOf } from "@/blocks/range/range";
import type { Scope } from "@/blocks/range/useScope";
import { useScope } from "@/blocks/range/useScope";
import { StretchTable } from "@/blocks/stretches/StretchTable";
import { parseInstant } from "@/core/instant";
import { describeError, useI18n } from "@/i18n";
import { useNow } from "@/live";
import { Failure, Loading, Notice } from "@/ui/Notice";
import { Panel } from "@/ui/Panel";
import css from "./ExplainFigurePage.module.css";
import { Formula } from "./Formula";
import { Terms } from "./Terms";
import { madeOf } from "./parts";

export function ExplainFigurePage() {
  const { t, language } = useI18n();
  const scope = useScope();
  const { range, filters } = scope;
  const kpi = scope.param("kpi") ?? "oee";
  const asked = useMemo(() => askedOf(range), [range]);
  const query = useFigureExplanation(kpi, asked, filters);
  const kpis = useKpis().data?.kpis ?? [];
  const first = query.data?.pages[0];
  const words = first?.definition.words ?? kpis.find(({ code }) => code === kpi)?.words;
  return (
    <ScopePage title={words?.[language] ?? t("explain_figure.title")} scope={scope} window={first?.window}>
      {query.isPending && <Loading label={t("common.loading")} rows={3} height={140} />}
      {query.isError && first === undefined && (
        <Failure
          title={t("error.title")}
          text={describeError(query.error, t)}
          retry={t("common.retry")}
          onRetry={() => void query.refetch()}
        />
      )}
      {first !== undefined && (
        <Opened
          pages={query.data?.pages ?? []}
          first={first}
          kpis={kpis}
          scope={scope}
          more={query.hasNextPage}
          loading={query.isFetchingNextPage}
          onMore={() => void query.fetchNextPage()}
        />
      )}
    </ScopePage>
  );
}

interface OpenedProps {
  readonly pages: readonly FigureExplanation[];
  readonly first: FigureExplanation;
  readonly kpis: readonly Kpi[];
  readonly scope: Scope;
  readonly more: boolean;
  readonly loading: boolean;
  readonly onMore: () => void;
}

function Opened({ pages, first, kpis, scope, more, loading, onMore }: OpenedProps) {
  const { t, f, language } = useI18n();
  const now = useNow();
  const [part, setPart] = useState<TermPart | null>(null);
  const { figure, definition, terms } = first;
  const version = kpis.find(({ code }) => code === definition.code);
  const stretches = pages.flatMap((page) => page.stretches);
  const shown = part === null ? stretches : stretches.filter((one) => madeOf(one, part));
  return (
    <>
      <Panel title={t("explain_figure.value")}>
        <div className={css.verdict}>
          <div className={css.figure}>
            {figure.value === null ? (
              <p className={css.absent}>
                <strong>{t("figure.absent")}</strong> {whyNot(figure.why, t)}
              </p>
            ) : (
              <p className={css.value}>
                {formatValue(figure.value, figure.unit, f, t)} <Status status={figure.status} />
              </p>
            )}
            {figure.target !== null && (
              <p className="muted">{t("figure.target", { value: formatValue(figure.target, figure.unit, f, t) })}</p>
            )}
          </div>
          <div>
            <h3>{t("explain_figure.trust")}</h3>
            <Doubts figure={figure} />
          </div>
          <div className={css.definition}>
            <Formula explanation={first} kpis={kpis} scope={scope} />
            <p>{definition.description[language]}</p>
            <p className="muted">
              {[
                t(`figures.school.${definition.school}`),
                definition.clause,
                version === undefined || version.version === 0
                  ? t("explain_figure.builtin")
                  : t("explain_figure.version", {
                      version: version.version,
                      from: version.effective_from === null ? "—" : f.date(parseInstant(version.effective_from)),
                    }),
              ]
                .filter((text) => text !== "")
                .join(" · ")}
            </p>
            <p>
              <Link href={addressOf("/losses", scope.range, scope.filters)}>{t("figures.to_losses")}</Link>
            </p>
          </div>
        </div>
      </Panel>
      <Panel title={t("explain_figure.terms")}>
        <Terms terms={terms} chosen={part} onChoose={setPart} />
      </Panel>
      <Panel
        title={t("explain_figure.stretches")}
        flush
        aside={
          part !== null && (
            <Button
              size="compact-sm"
              variant="default"
              onClick={() => {
                setPart(null);
              }}
            >
              {t("explain_figure.all")}
            </Button>
          )
        }
      >
        {shown.length === 0 ? (
          <Notice
            title={t("intervals.empty.title")}
            text={more ? t("explain_figure.none_yet") : t("intervals.empty.text")}
          />
        ) : (
          <StretchTable stretches={shown} now={now} label={t("intervals.list")} />
        )}
        <p className={css.foot}>
          {t.plural("intervals.count", shown.length, f.number(shown.length))}
          {more && (
            <Button size="compact-sm" variant="default" loading={loading} onClick={onMore}>
              {t("explain_figure.more")}
            </Button>
          )}
        </p>
      </Panel>
    </>
  );
}
