/** The plant board: every machine, its state and what is wrong, live. */

import { Button } from "@mantine/core";
import { memo, useCallback } from "react";
import { Link } from "wouter";

import { useMachineList } from "@/api";
import type { MachineSummary } from "@/api";
import { describeError, useI18n } from "@/i18n";
import { Failure, Loading, Notice } from "@/ui/Notice";
import css from "./BoardPage.module.css";
import { Card } from "./Card";
import { DenseTile } from "./DenseTile";
import type { Group } from "./select";
import { sameSelection, select } from "./select";
import { StateStrip } from "./StateStrip";
import { Toolbar } from "./Toolbar";
import { useBoardFilter } from "./useBoardFilter";
import { useColumns } from "./useColumns";
import type { Density } from "./useDensity";
import { useDensity } from "./useDensity";
import { useDerived } from "./useDerived";
import type { TileTexts } from "./useTileTexts";
import { useTileTexts } from "./useTileTexts";

interface AreaProps {
  readonly group: Group;
  readonly density: Density;
  readonly texts: TileTexts;
  /** How many columns of the board the area takes. */
  readonly span: number;
}

const Area = memo(function Area({ group, density, texts, span }: AreaProps) {
  const { t } = texts;
  const Tile = density === "cards" ? Card : DenseTile;
  return (
    <section className={css.area} style={{ gridColumn: `span ${span}` }} aria-label={group.area ?? t("app.board")}>
      {group.area !== null && (
        <h2 className={css.heading}>
          {group.area === "" ? t("board.no_area") : group.area}
          <span className={css.share}>
            {t("board.running_of", { running: group.running, total: group.ids.length })}
          </span>
        </h2>
      )}
      <ul className={css.grid}>
        {group.ids.map((id) => (
          <Tile key={id} id={id} texts={texts} />
        ))}
      </ul>
    </section>
  );
});

interface AreasProps {
  readonly groups: readonly Group[];
  readonly density: Density;
  readonly texts: TileTexts;
}

/** Areas on one grid of columns; small ones share a row, so that the plant fits the screen. */
function Areas({ groups, density, texts }: AreasProps) {
  const { ref, columns } = useColumns(density);
  return (
    <div ref={ref} className={css.areas} data-density={density} style={{ "--columns": columns }}>
      {groups.map((group) => (
        <Area
          key={group.area ?? "*"}
          group={group}
          density={density}
          texts={texts}
          span={Math.min(columns, Math.max(group.ids.length, LEAST_SPAN[density]))}
        />
      ))}
    </div>
  );
}

/** A heading needs room too: an area takes at least so many columns. */
const LEAST_SPAN: Readonly<Record<Density, number>> = { cards: 1, dense: 2 };

function Tiles({ texts }: { readonly texts: TileTexts }) {
  const { t, states } = texts;
  const [filter, change] = useBoardFilter();
  const derive = useCallback((machines: readonly MachineSummary[]) => select(machines, filter), [filter]);
  const { groups, shown, total } = useDerived(derive, sameSelection);
  const [density, setDensity] = useDensity(total);

  if (total === 0) {
    return (
      <Notice
        size="page"
        title={t("board.empty.title")}
        text={t("board.empty.text")}
        action={
          <Button component={Link} href="/connections/new">
            {t("connections.new")}
          </Button>
        }
      />
    );
  }
  return (
    <>
      <StateStrip
        states={states}
        chosen={filter.states}
        onChange={(chosen) => {
          change({ states: chosen });
        }}
      />
      <Toolbar filter={filter} onChange={change} density={density} onDensity={setDensity} shown={shown} total={total} />
      {shown === 0 && (
        <Notice
          size="page"
          title={t("board.nothing.title")}
          text={t("board.nothing.text")}
          action={
            <Button
              variant="default"
              onClick={() => {
                change({ query: "", area: null, states: [] });
              }}
            >
              {t("board.filters.clear")}
            </Button>
          }
        />
      )}
      <Areas groups={groups} density={density} texts={texts} />
    </>
  );
}

export function BoardPage() {
  const { t } = useI18n();
  const list = useMachineList();
  const texts = useTileTexts();
  return (
    <div className={css.page}>
      <h1 className="visually-hidden">{t("app.board")}</h1>
      {list.isPending && <Loading label={t("common.loading")} rows={4} height={96} />}
      {list.isError && (
        <Failure
          size="page"
          title={t("error.title")}
          text={describeError(list.error, t)}
          retry={t("common.retry")}
          onRetry={() => void list.refetch()}
        />
      )}
      {list.isSuccess && <Tiles texts={texts} />}
    </div>
  );
}
