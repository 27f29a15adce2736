/** A report as a page: figures in large, pictures, tables, notes; printed on A4 without what is around it. */

import type { Report, ReportFacts } from "@/api/reports";
import { parseInstant } from "@/core/instant";
import { useI18n } from "@/i18n";
import { Panel } from "@/ui/Panel";
import { ReportChart } from "./ReportChart";
import { ReportTable } from "./ReportTable";
import css from "./ReportView.module.css";
import { isMissing, textOf } from "./cell";

function Facts({ block }: { readonly block: ReportFacts }) {
  const { f } = useI18n();
  return (
    <dl className={css.facts}>
      {block.items.map(({ title, value, kind, status, note }) => (
        <div key={title} className={css.fact} data-status={status}>
          <dt>{title}</dt>
          <dd data-missing={isMissing(value)}>
            {textOf(value, kind, f)}
            {note !== "" && <small>{note}</small>}
          </dd>
        </div>
      ))}
    </dl>
  );
}

export function ReportView({ report }: { readonly report: Report }) {
  const { t, f } = useI18n();
  const moment = (text: string): string => {
    const at = parseInstant(text);
    return `${f.date(at)}, ${f.time(at)}`;
  };
  return (
    <article className={css.report} data-wide={report.wide}>
      <header className={css.head}>
        <h2>{report.title}</h2>
        <p>
          {moment(report.window.from)} – {moment(report.window.to)} · {report.scope}
        </p>
        <p className={css.made}>
          {report.site} · {t("reports.made", { at: moment(report.made_at), zone: report.zone })}
        </p>
      </header>
      {report.blocks.map((block, index) => {
        switch (block.type) {
          case "facts":
            return <Facts key={index} block={block} />;
          case "chart":
            return (
              <Panel key={index} title={block.title}>
                <ReportChart chart={block} />
              </Panel>
            );
          case "table":
            return (
              <Panel key={index} title={block.title} flush={block.rows.length > 0}>
                <ReportTable key={report.made_at} block={block} />
              </Panel>
            );
          case "note":
            return (
              <p key={index} className={css.note} data-tone={block.tone}>
                {block.text}
              </p>
            );
        }
      })}
    </article>
  );
}
