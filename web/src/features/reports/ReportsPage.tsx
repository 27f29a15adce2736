/** Reports: choose one, its range and part of the plant; see it as a page, take it as PDF, XLSX or CSV, keep it. */

import { Button, NativeSelect } from "@mantine/core";
import { useMemo } from "react";
import { useSearchParams } from "wouter";

import type { Asked } from "@/api/figures";
import { NAMED_WINDOWS } from "@/api/figures";
import type { FileForm, ReportAsked, ReportKind } from "@/api/reports";
import { reportFile, useReport, useReportKinds } from "@/api/reports";
import { FilterBar } from "@/blocks/range/FilterBar";
import { RangeBar } from "@/blocks/range/RangeBar";
import type { Range } from "@/blocks/range/range";
import { askedOf, windowOf } from "@/blocks/range/range";
import type { Scope } from "@/blocks/range/useScope";
import { useScope } from "@/blocks/range/useScope";
import type { PlainKey } from "@/i18n";
import { describeError, useI18n } from "@/i18n";
import { useNow } from "@/live";
import { Failure, Loading } from "@/ui/Notice";
import { ReportView } from "./ReportView";
import css from "./ReportsPage.module.css";
import { SavedReports } from "./SavedReports";
import { definitionOf, searchOf } from "./definition";

const FORMS: readonly FileForm[] = ["pdf", "xlsx", "csv"];

/** The range in the address, else the one the report offers first. */
function rangeFor(kind: ReportKind, scope: Scope): Range {
  const named = NAMED_WINDOWS.find((name) => name === kind.window);
  const given = scope.param("span") !== null || scope.param("from") !== null;
  return given || named === undefined ? scope.range : { kind: "named", name: named };
}

function Chosen({
  kind,
  kinds,
  scope,
}: {
  readonly kind: ReportKind;
  readonly kinds: readonly ReportKind[];
  readonly scope: Scope;
}) {
  const { t, language } = useI18n();
  const now = useNow();
  const [, setSearch] = useSearchParams();
  const range = rangeFor(kind, scope);
  const asked: Asked = useMemo(() => askedOf(range), [range]);
  const options = Object.fromEntries(
    kind.options.flatMap(({ name, values }) => {
      const value = scope.param(name);
      return value !== null && values.includes(value) ? [[name, value]] : [];
    }),
  );
  const question: ReportAsked = { report: kind.code, asked, filters: scope.filters, options };
  const report = useReport(question);
  const shown = windowOf(report.data?.window);
  return (
    <>
      <div className={css.bar}>
        <NativeSelect
          size="sm"
          aria-label={t("reports.kind")}
          value={kind.code}
          onChange={(event) => {
            scope.setParam("saved", null);
            scope.setParam("report", event.currentTarget.value);
          }}
          data={kinds.map(({ code, title }) => ({ value: code, label: title }))}
        />
        <RangeBar range={range} shown={shown} now={now} onChange={scope.setRange} />
        <FilterBar filters={scope.filters} shown={shown} onChange={scope.setFilters} />
        {kind.options.map(({ name, values }) => (
          <NativeSelect
            key={name}
            size="sm"
            aria-label={t(`reports.option.${name}` as PlainKey)}
            value={scope.param(name) ?? values[0]}
            onChange={(event) => {
              scope.setParam(name, event.currentTarget.value);
            }}
            data={values.map((value) => ({
              value,
              label: `${t(`reports.option.${name}` as PlainKey)}: ${t(`reports.value.${value}` as PlainKey)}`,
            }))}
          />
        ))}
      </div>
      <div className={css.bar}>
        {FORMS.map((form) => (
          <Button
            key={form}
            size="sm"
            variant={form === "pdf" ? "filled" : "default"}
            component="a"
            href={reportFile(question, form, language)}
            download
          >
            {form.toUpperCase()}
          </Button>
        ))}
        <Button
          size="sm"
          variant="default"
          onClick={() => {
            window.print();
          }}
        >
          {t("reports.print")}
        </Button>
        <SavedReports
          current={definitionOf(question)}
          chosen={scope.param("saved") ?? ""}
          onChoose={(definition) => {
            if (definition === null) {
              scope.setParam("saved", null);
            } else {
              setSearch(searchOf(definition));
            }
          }}
        />
      </div>
      {report.isPending && <Loading label={t("common.loading")} rows={3} height={120} />}
      {report.isError && (
        <Failure
          title={t("error.title")}
          text={describeError(report.error, t)}
          retry={t("common.retry")}
          onRetry={() => void report.refetch()}
        />
      )}
      {report.data !== undefined && !report.isError && (
        <div data-stale={report.isPlaceholderData} className={css.sheet}>
          <ReportView report={report.data} />
        </div>
      )}
    </>
  );
}

export function ReportsPage() {
  const { t } = useI18n();
  const scope = useScope();
  const kinds = useReportKinds();
  const code = scope.param("report");
  const all = kinds.data?.reports ?? [];
  const kind = all.find((one) => one.code === code) ?? all[0];
  return (
    <div className={css.page}>
      <div className={css.top}>
        <h1>{t("reports.title")}</h1>
        {kind !== undefined && <p>{kind.text}</p>}
      </div>
      {kinds.isPending && <Loading label={t("common.loading")} rows={2} height={60} />}
      {kinds.isError && (
        <Failure
          title={t("error.title")}
          text={describeError(kinds.error, t)}
          retry={t("common.retry")}
          onRetry={() => void kinds.refetch()}
        />
      )}
      {kind !== undefined && <Chosen key={kind.code} kind={kind} kinds={all} scope={scope} />}
    </div>
  );
}
