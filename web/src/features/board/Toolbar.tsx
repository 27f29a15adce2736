/** Search, area, order and density of the board. */

import { Button, CloseButton, NativeSelect, SegmentedControl, TextInput } from "@mantine/core";

import { useI18n } from "@/i18n";
import type { BoardFilter } from "./select";
import { SORTS, areasOf, sameList } from "./select";
import css from "./Toolbar.module.css";
import type { Density } from "./useDensity";
import { useDerived } from "./useDerived";

/** The value of "all areas": no area can be called so, since area names are not empty strings of one space. */
const ALL = " ";

export interface ToolbarProps {
  readonly filter: BoardFilter;
  readonly onChange: (change: Partial<BoardFilter>) => void;
  readonly density: Density;
  readonly onDensity: (density: Density) => void;
  readonly shown: number;
  readonly total: number;
}

export function Toolbar({ filter, onChange, density, onDensity, shown, total }: ToolbarProps) {
  const { t } = useI18n();
  const areas = useDerived(areasOf, sameList);
  const filtered = filter.query !== "" || filter.area !== null || filter.states.length > 0;

  return (
    <div className={css.bar} role="search">
      <TextInput
        className={css.search}
        size="md"
        aria-label={t("board.search")}
        placeholder={t("board.search")}
        value={filter.query}
        onChange={(event) => {
          onChange({ query: event.currentTarget.value });
        }}
        rightSection={
          filter.query === "" ? null : (
            <CloseButton
              aria-label={t("board.search.clear")}
              onClick={() => {
                onChange({ query: "" });
              }}
            />
          )
        }
      />
      {areas.length > 1 && (
        <NativeSelect
          size="md"
          aria-label={t("board.area")}
          value={filter.area ?? ALL}
          onChange={(event) => {
            const { value } = event.currentTarget;
            onChange({ area: value === ALL ? null : value });
          }}
          data={[
            { value: ALL, label: t("board.area.all") },
            ...areas.map((area) => ({ value: area, label: area === "" ? t("board.no_area") : area })),
          ]}
        />
      )}
      <NativeSelect
        size="md"
        aria-label={t("board.sort")}
        value={filter.sort}
        onChange={(event) => {
          const chosen = SORTS.find((name) => name === event.currentTarget.value);
          onChange({ sort: chosen ?? "plan" });
        }}
        data={SORTS.map((name) => ({ value: name, label: t(`board.sort.${name}`) }))}
      />
      <SegmentedControl
        size="md"
        aria-label={t("board.density")}
        value={density}
        onChange={(value) => {
          onDensity(value);
        }}
        data={[
          { value: "cards", label: t("board.density.cards") },
          { value: "dense", label: t("board.density.dense") },
        ]}
      />
      <p className={css.shown} role="status">
        {filtered ? t("board.shown", { shown, total }) : t.plural("board.machines", total)}
      </p>
      {filtered && (
        <Button
          variant="subtle"
          size="md"
          onClick={() => {
            onChange({ query: "", area: null, states: [] });
          }}
        >
          {t("board.filters.clear")}
        </Button>
      )}
    </div>
  );
}
