/** Reports kept under a name: choose one, keep this one, take one away. */

import { Button, CloseButton, NativeSelect, TextInput } from "@mantine/core";
import { useState } from "react";

import type { ReportDefinition } from "@/api/reports";
import { useRemoveReport, useSaveReport, useSavedReports } from "@/api/reports";
import { describeError, useI18n } from "@/i18n";
import css from "./ReportsPage.module.css";

export interface SavedReportsProps {
  /** What would be kept; its name is given here. */
  readonly current: ReportDefinition;
  /** Name of the one that is shown, empty for none. */
  readonly chosen: string;
  readonly onChoose: (definition: ReportDefinition | null) => void;
}

export function SavedReports({ current, chosen, onChoose }: SavedReportsProps) {
  const { t } = useI18n();
  const [name, setName] = useState<string | null>(null);
  const saved = useSavedReports().data?.definitions ?? [];
  const save = useSaveReport();
  const remove = useRemoveReport();
  const problem =
    save.error !== null
      ? `${t("reports.save.failed")}: ${describeError(save.error, t)}`
      : remove.error !== null
        ? `${t("reports.remove.failed")}: ${describeError(remove.error, t)}`
        : null;
  const keep = (): void => {
    save.mutate(
      { ...current, name: (name ?? "").trim() },
      {
        onSuccess: (definition) => {
          setName(null);
          onChoose(definition);
        },
      },
    );
  };
  return (
    <>
      {saved.length > 0 && (
        <NativeSelect
          size="sm"
          aria-label={t("reports.saved")}
          value={saved.some((one) => one.name === chosen) ? chosen : ""}
          onChange={(event) => {
            const { value } = event.currentTarget;
            onChoose(saved.find((one) => one.name === value) ?? null);
          }}
          data={[{ value: "", label: t("reports.saved.none") }, ...saved.map((one) => one.name)]}
        />
      )}
      {name === null ? (
        <Button
          size="sm"
          variant="default"
          onClick={() => {
            setName(chosen);
          }}
        >
          {t("reports.save")}
        </Button>
      ) : (
        <form
          className={css.naming}
          onSubmit={(event) => {
            event.preventDefault();
            keep();
          }}
        >
          <TextInput
            size="sm"
            autoFocus
            maxLength={64}
            aria-label={t("reports.save.name")}
            placeholder={t("reports.save.name")}
            value={name}
            onChange={(event) => {
              setName(event.currentTarget.value);
            }}
          />
          <Button size="sm" type="submit" disabled={name.trim() === "" || save.isPending}>
            {t("reports.save.do")}
          </Button>
          <CloseButton
            aria-label={t("reports.save.cancel")}
            onClick={() => {
              setName(null);
            }}
          />
        </form>
      )}
      {chosen !== "" && name === null && (
        <Button
          size="sm"
          variant="subtle"
          disabled={remove.isPending}
          onClick={() => {
            remove.mutate(chosen, {
              onSuccess: () => {
                onChoose(null);
              },
            });
          }}
        >
          {t("reports.remove")}
        </Button>
      )}
      {problem !== null && (
        <p className={css.problem} role="alert">
          {problem}
        </p>
      )}
    </>
  );
}
