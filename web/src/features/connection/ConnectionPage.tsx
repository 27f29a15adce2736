/** One connection: how it does, what to do about it, and everything that is known of it. */

import { Button } from "@mantine/core";
import { useMemo } from "react";
import { Link } from "wouter";

import { Problem, useMachineList } from "@/api";
import { useSource } from "@/api/sources";
import { describeError, useI18n } from "@/i18n";
import { Failure, Loading, Notice } from "@/ui/Notice";
import { Actions } from "./Actions";
import css from "./ConnectionPage.module.css";
import { Figures } from "./Figures";
import { Gaps } from "./Gaps";
import { Head } from "./Head";
import { Journal } from "./Journal";
import { SettingsPanel } from "./SettingsPanel";
import { Todo } from "./Todo";

export function ConnectionPage({ id }: { readonly id: string }) {
  const { t } = useI18n();
  const { data, error, refetch } = useSource(id);
  const machines = useMachineList().data?.machines;
  const names = useMemo(() => new Map(machines?.map((machine) => [machine.id, machine.name])), [machines]);
  if (error instanceof Problem && error.status === 404) {
    return (
      <Notice
        size="page"
        title={t("connection.not_found.title", { id })}
        text={t("connection.not_found.text")}
        action={
          <Button component={Link} href="/connections" variant="default">
            {t("connections.title")}
          </Button>
        }
      />
    );
  }
  if (data === undefined) {
    return error === null ? (
      <Loading label={t("common.loading")} rows={4} height={96} />
    ) : (
      <Failure
        size="page"
        title={t("error.title")}
        text={describeError(error, t)}
        retry={t("common.retry")}
        onRetry={() => void refetch()}
      />
    );
  }
  return (
    <div className={css.page}>
      <Head source={data.source} names={names} />
      <div className={css.columns}>
        <div className={css.main}>
          <Todo source={data.source} />
          <Figures source={data.source} />
          <Gaps id={id} names={names} />
          <Journal id={id} />
        </div>
        <div className={css.aside}>
          <Actions whole={data} names={names} />
          <SettingsPanel whole={data} names={names} />
        </div>
      </div>
    </div>
  );
}
