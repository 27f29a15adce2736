/** Where the time went: reasons by weight, the way from all time to good parts, hours of the week, load of groups. */

import { useLosses } from "@/api/figures";
import { ScopePage } from "@/blocks/ScopePage";
import { useScope } from "@/blocks/range/useScope";
import { describeError, useI18n } from "@/i18n";
import { Failure, Loading } from "@/ui/Notice";
import { HeatPanel } from "./HeatPanel";
import { IntervalsPanel } from "./IntervalsPanel";
import { LoadPanel } from "./LoadPanel";
import css from "./LossesPage.module.css";
import { ParetoPanel } from "./ParetoPanel";
import { WaterfallPanel } from "./WaterfallPanel";
import { writePick } from "./pick";
import { useLossView } from "./useLossView";

export function LossesPage() {
  const { t } = useI18n();
  const scope = useScope();
  const view = useLossView(scope);
  const losses = useLosses(view.asked, view.filters, { live: view.live });
  return (
    <ScopePage title={t("losses.title")} scope={scope} window={losses.data?.window}>
      {view.pick !== null && <IntervalsPanel key={writePick(view.pick)} view={view} pick={view.pick} />}
      {losses.isPending && <Loading label={t("common.loading")} rows={2} height={240} />}
      {losses.isError && losses.data === undefined && (
        <Failure
          title={t("error.title")}
          text={describeError(losses.error, t)}
          retry={t("common.retry")}
          onRetry={() => void losses.refetch()}
        />
      )}
      {losses.data !== undefined && (
        <div className={css.charts} data-stale={losses.isPlaceholderData}>
          <div className={css.column}>
            <ParetoPanel losses={losses.data} view={view} />
            <HeatPanel view={view} />
          </div>
          <div className={css.column}>
            <WaterfallPanel losses={losses.data} view={view} />
            <LoadPanel view={view} shown={losses.data.window} scope={scope} />
          </div>
        </div>
      )}
    </ScopePage>
  );
}
