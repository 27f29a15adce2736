/** The connection's own journal: what happened to it, and what people did to it. */

import { Button } from "@mantine/core";

import { useSourceNotes } from "@/api/sources";
import { parseInstant } from "@/core/instant";
import { describeError, useI18n } from "@/i18n";
import { useNow } from "@/live";
import { Failure, Loading } from "@/ui/Notice";
import { Panel } from "@/ui/Panel";
import css from "./ConnectionPage.module.css";

export function Journal({ id }: { readonly id: string }) {
  const { t, f } = useI18n();
  const now = useNow();
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useSourceNotes(id);
  const notes = data?.pages.flatMap((page) => page.notes) ?? [];
  return (
    <Panel title={t("connection.journal")} flush>
      {data === undefined ? (
        error === null ? (
          <Loading label={t("common.loading")} rows={4} />
        ) : (
          <Failure
            title={t("connection.journal.failed")}
            text={describeError(error, t)}
            retry={t("common.retry")}
            onRetry={() => void refetch()}
          />
        )
      ) : notes.length === 0 ? (
        <p className={css.empty}>{t("connection.journal.empty")}</p>
      ) : (
        <ol className={css.notes} tabIndex={0} aria-label={t("connection.journal")}>
          {notes.map(({ at, code, text }, index) => (
            <li key={`${at} ${code} ${String(index)}`}>
              <time className={css.at} dateTime={at}>
                {f.moment(parseInstant(at), now)}
              </time>
              <span className={css.note}>{text === "" ? code : text}</span>
            </li>
          ))}
          {hasNextPage && (
            <li>
              <Button size="sm" variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
                {t("connection.journal.more")}
              </Button>
            </li>
          )}
        </ol>
      )}
    </Panel>
  );
}
