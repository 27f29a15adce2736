/** The board of figures: the whole at a glance, by groups, over time, and compared. */

import { SegmentedControl } from "@mantine/core";

import { useKpis } from "@/api/figures";
import { ScopePage } from "@/blocks/ScopePage";
import { useScope } from "@/blocks/range/useScope";
import type { WireWindow } from "@/api/figures";
import { describeError, useI18n } from "@/i18n";
import { Failure, Loading } from "@/ui/Notice";
import { useState } from "react";
import { BoardView } from "./BoardView";
import { CompareView } from "./CompareView";
import { KpiChoice } from "./KpiChoice";
import { TrendView } from "./TrendView";
import { SCHOOLS, VIEWS, pick, readKpis, readSchool } from "./choose";

export function FiguresPage() {
  const { t } = useI18n();
  const scope = useScope();
  const kpis = useKpis();
  const [window, setWindow] = useState<WireWindow | undefined>(undefined);
  const view = pick(scope.param("view"), VIEWS, "board");
  const all = kpis.data?.kpis ?? [];
  const school = readSchool(scope.param("school"), all);
  const chosen = readKpis(scope.param("kpi"), school, all);
  const shown = all.filter(({ code }) => chosen.includes(code));
  const sorted = chosen.flatMap((code) => shown.filter((kpi) => kpi.code === code));

  const tools = (
    <>
      <SegmentedControl
        size="sm"
        aria-label={t("figures.view")}
        value={view}
        onChange={(value) => {
          scope.setParam("view", value === "board" ? null : value);
        }}
        data={VIEWS.map((value) => ({ value, label: t(`figures.view.${value}`) }))}
      />
      <SegmentedControl
        size="sm"
        aria-label={t("figures.school")}
        value={school}
        onChange={(value) => {
          scope.setParam("kpi", null);
          scope.setParam("school", value === "iso" ? null : value);
        }}
        data={SCHOOLS.filter((one) => all.some((kpi) => kpi.school === one)).map((value) => ({
          value,
          label: t(`figures.school.${value}`),
        }))}
      />
      <KpiChoice
        kpis={all}
        school={school}
        chosen={chosen}
        onChange={(codes) => {
          scope.setParam("kpi", codes.length === 0 ? null : codes.join(","));
        }}
      />
    </>
  );
  return (
    <ScopePage title={t("figures.title")} scope={scope} window={window} tools={kpis.data === undefined ? null : tools}>
      {kpis.isPending && <Loading label={t("common.loading")} rows={4} height={96} />}
      {kpis.isError && (
        <Failure
          title={t("error.title")}
          text={describeError(kpis.error, t)}
          retry={t("common.retry")}
          onRetry={() => void kpis.refetch()}
        />
      )}
      {kpis.isSuccess && view === "board" && <BoardView scope={scope} kpis={sorted} onWindow={setWindow} />}
      {kpis.isSuccess && view === "trend" && <TrendView scope={scope} kpis={sorted} onWindow={setWindow} />}
      {kpis.isSuccess && view === "compare" && <CompareView scope={scope} kpis={sorted} onWindow={setWindow} />}
    </ScopePage>
  );
}
