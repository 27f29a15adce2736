/** One row a group, one column a figure. On a narrow screen a row becomes a card. */

import { Link } from "wouter";

import type { FigureGroup, Kpi } from "@/api/figures";
import { FigureCell } from "@/blocks/figure/FigureCell";
import { addressOf, narrow } from "@/blocks/range/filters";
import type { Scope } from "@/blocks/range/useScope";
import { useI18n } from "@/i18n";
import table from "@/ui/table.module.css";
import css from "./GroupTable.module.css";
import { figureOf } from "./choose";
import type { BoardGroup } from "./choose";
import { useGroupNames } from "./useGroupNames";

export interface GroupTableProps {
  readonly groups: readonly FigureGroup[];
  readonly by: BoardGroup;
  readonly kpis: readonly Kpi[];
  readonly scope: Scope;
}

export function GroupTable({ groups, by, kpis, scope }: GroupTableProps) {
  const { t, language } = useI18n();
  const nameOf = useGroupNames();
  return (
    <div className={css.scroll} tabIndex={0} role="region" aria-label={t("figures.groups")}>
      <table className={`${table.table ?? ""} ${css.table ?? ""}`}>
        <thead>
          <tr>
            <th scope="col">{t(`figures.by.${by}`)}</th>
            {kpis.map(({ code, words }) => (
              <th key={code} scope="col" className={table.number}>
                {words[language]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {groups.map((group) => {
            const value = group.key[by] ?? "";
            const inside = narrow(scope.range, scope.filters, group.key);
            return (
              <tr key={value}>
                <th scope="row" className={css.name}>
                  {by === "machine" ? (
                    <Link href={`/machines/${encodeURIComponent(value)}`}>{nameOf(by, value)}</Link>
                  ) : (
                    <Link href={addressOf("/figures", inside.range, inside.filters)}>{nameOf(by, value)}</Link>
                  )}
                  <Link href={addressOf("/losses", inside.range, inside.filters)} className={css.losses}>
                    {t("figures.to_losses")}
                  </Link>
                </th>
                {kpis.map(({ code, words }) => {
                  const figure = figureOf(group, code);
                  return (
                    <td key={code} className={table.number} data-label={words[language]}>
                      {figure !== undefined && (
                        <FigureCell
                          figure={figure}
                          href={addressOf("/figures/explain", inside.range, inside.filters, { kpi: code })}
                        />
                      )}
                    </td>
                  );
                })}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
