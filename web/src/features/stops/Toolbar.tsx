/** Which stops are shown: period, with or without a reason, area, length. */

import { NativeSelect, SegmentedControl } from "@mantine/core";

import type { Ms, Window } from "@/core/instant";
import { SECOND } from "@/core/instant";
import { PeriodBar } from "@/blocks/PeriodBar";
import { useI18n } from "@/i18n";
import css from "./StopsPage.module.css";
import type { StopsFilter } from "./useStopsView";
import { SHORTEST, STATUSES } from "./useStopsView";

/** Stands for "all areas" in the list: no area is called so. */
const ALL = " ";

export interface ToolbarProps {
  readonly filter: StopsFilter;
  readonly areas: readonly string[];
  readonly window: Window;
  readonly now: Ms;
  readonly onChange: (change: Partial<StopsFilter>) => void;
}

export function Toolbar({ filter, areas, window, now, onChange }: ToolbarProps) {
  const { t, f } = useI18n();
  return (
    <div className={css.tools} role="search">
      <PeriodBar
        period={filter.period}
        window={window}
        now={now}
        onChange={(period) => {
          onChange({ period });
        }}
      />
      <SegmentedControl
        size="sm"
        aria-label={t("stops.status")}
        value={filter.status}
        onChange={(value) => {
          const status = STATUSES.find((name) => name === value);
          if (status !== undefined) {
            onChange({ status });
          }
        }}
        data={STATUSES.map((value) => ({ value, label: t(`stops.status.${value}`) }))}
      />
      {areas.length > 1 && (
        <NativeSelect
          size="sm"
          aria-label={t("stops.area")}
          value={filter.area ?? ALL}
          onChange={(event) => {
            const { value } = event.currentTarget;
            onChange({ area: value === ALL ? null : value });
          }}
          data={[{ value: ALL, label: t("stops.area.all") }, ...areas.map((area) => ({ value: area, label: area }))]}
        />
      )}
      <NativeSelect
        size="sm"
        aria-label={t("stops.min")}
        value={String(filter.minSeconds)}
        onChange={(event) => {
          onChange({ minSeconds: Number(event.currentTarget.value) });
        }}
        data={SHORTEST.map((seconds) => ({
          value: String(seconds),
          label: seconds === 0 ? t("stops.min.0") : `${t("stops.min")} ${f.duration(seconds * SECOND, "brief")}`,
        }))}
      />
    </div>
  );
}
