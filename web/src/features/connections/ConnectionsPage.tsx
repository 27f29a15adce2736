/** Every connection with its health; what needs somebody stands first. */

import { Button } from "@mantine/core";
import { useMemo } from "react";
import { Link } from "wouter";

import { useMachineList } from "@/api";
import type { Source } from "@/api/sources";
import { useSources } from "@/api/sources";
import { describeError, useI18n } from "@/i18n";
import { Failure, Loading, Notice } from "@/ui/Notice";
import css from "./ConnectionsPage.module.css";
import { ConnectionTable } from "./ConnectionTable";
import { HealthStrip } from "./HealthStrip";
import { NO_FILTER, chosen, countByHealth, isFiltered, protocolsOf, rowsOf } from "./select";
import { Toolbar } from "./Toolbar";
import { useFilter } from "./useFilter";

function NewButton() {
  const { t } = useI18n();
  return (
    <Button component={Link} href="/connections/new" size="md">
      {t("connections.new")}
    </Button>
  );
}

export function ConnectionsPage() {
  const { t } = useI18n();
  const { data, error, refetch } = useSources();
  return (
    <div className={css.page}>
      <header className={css.head}>
        <div>
          <h1>{t("connections.title")}</h1>
          <p className="muted">{t("connections.text")}</p>
        </div>
        <NewButton />
      </header>
      {data !== undefined ? (
        <Loaded sources={data.sources} />
      ) : error === null ? (
        <Loading label={t("common.loading")} rows={6} height={44} />
      ) : (
        <Failure
          size="page"
          title={t("connections.failed")}
          text={describeError(error, t)}
          retry={t("common.retry")}
          onRetry={() => void refetch()}
        />
      )}
    </div>
  );
}

function Loaded({ sources }: { readonly sources: readonly Source[] }) {
  const { t } = useI18n();
  const machines = useMachineList().data?.machines;
  const names = useMemo(() => new Map(machines?.map(({ id, name }) => [id, name])), [machines]);
  const rows = useMemo(() => rowsOf(sources, names), [sources, names]);
  const [filter, change] = useFilter();
  const shown = chosen(rows, filter);
  if (rows.length === 0) {
    return (
      <Notice
        size="page"
        title={t("connections.empty.title")}
        text={t("connections.empty.text")}
        action={<NewButton />}
      />
    );
  }
  return (
    <>
      <HealthStrip
        counts={countByHealth(rows)}
        chosen={filter.health}
        onChange={(health) => {
          change({ health });
        }}
      />
      <Toolbar
        filter={filter}
        protocols={protocolsOf(rows)}
        shown={shown.length}
        total={rows.length}
        onChange={change}
      />
      {shown.length === 0 ? (
        <Notice
          title={t("connections.none.title")}
          text={t("connections.none.text")}
          action={
            isFiltered(filter) && (
              <Button
                variant="default"
                onClick={() => {
                  change(NO_FILTER);
                }}
              >
                {t("connections.clear")}
              </Button>
            )
          }
        />
      ) : (
        <ConnectionTable rows={shown} />
      )}
    </>
  );
}
