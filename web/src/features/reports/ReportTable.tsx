/** A table of a report. Of a long one the first rows, all on demand. */

import { Button } from "@mantine/core";
import { useState } from "react";

import type { ReportTable as Table } from "@/api/reports";
import { useI18n } from "@/i18n";
import { Notice } from "@/ui/Notice";
import table from "@/ui/table.module.css";
import css from "./ReportView.module.css";
import { atRight, isMissing, textOf } from "./cell";

const FIRST_ROWS = 200;

export function ReportTable({ block }: { readonly block: Table }) {
  const { t, f } = useI18n();
  const [whole, setWhole] = useState(false);
  if (block.rows.length === 0) {
    return <Notice title={block.empty} />;
  }
  const rows = whole ? block.rows : block.rows.slice(0, FIRST_ROWS);
  const line = (row: Table["rows"][number]) =>
    row.map((cell, index) => {
      const kind = block.columns[index]?.kind ?? "text";
      const style = [
        atRight(kind) ? table.number : "",
        isMissing(cell) ? css.missing : "",
        kind === "instant" ? css.instant : "",
      ]
        .filter(Boolean)
        .join(" ");
      return (
        <td key={block.columns[index]?.key} className={style}>
          {textOf(cell, kind, f)}
        </td>
      );
    });
  return (
    <>
      <div className={`${table.scroll ?? ""} ${css.scroll ?? ""}`} tabIndex={0} role="region" aria-label={block.title}>
        <table className={table.table}>
          <thead>
            <tr>
              {block.columns.map(({ key, title, kind }) => (
                <th key={key} scope="col" className={atRight(kind) ? table.number : undefined}>
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row, index) => (
              <tr key={index}>{line(row)}</tr>
            ))}
          </tbody>
          {block.total !== null && (
            <tfoot>
              <tr className={css.total}>{line(block.total)}</tr>
            </tfoot>
          )}
        </table>
      </div>
      {rows.length < block.rows.length && (
        <p className={table.more}>
          <Button
            variant="subtle"
            size="sm"
            onClick={() => {
              setWhole(true);
            }}
          >
            {t("reports.more", { count: f.number(block.rows.length) })}
          </Button>
        </p>
      )}
    </>
  );
}
