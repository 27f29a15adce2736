/** What a person may do to the connection; whatever stops data is asked for twice. */

import { Button, TextInput } from "@mantine/core";
import { useState } from "react";
import { useLocation } from "wouter";

import { useI18n } from "@/i18n";
import type { SourceWhole } from "@/api/sources";
import { diagnosticsUrl, useSourceAct } from "@/api/sources";
import { Panel } from "@/ui/Panel";
import { ChangeDialog } from "./ChangeDialog";
import { ActError, ConfirmDialog } from "./ConfirmDialog";
import css from "./ConnectionPage.module.css";

type Asking = "pause" | "restart" | "remove" | "change";

export interface ActionsProps {
  readonly whole: SourceWhole;
  readonly names: ReadonlyMap<string, string>;
}

export function Actions({ whole, names }: ActionsProps) {
  const { t, language } = useI18n();
  const { source } = whole;
  const act = useSourceAct(source.id);
  const [, go] = useLocation();
  const [asking, setAsking] = useState<Asking | null>(null);
  const [reason, setReason] = useState("");
  const ours = source.origin === "entered";
  const close = (): void => {
    act.reset();
    setAsking(null);
  };
  const ask = (what: Asking): void => {
    act.reset();
    setReason("");
    setAsking(what);
  };
  const common = { pending: act.isPending, error: act.error, onClose: close };
  const machine = source.machines.map((id) => names.get(id) ?? id).join(", ");
  return (
    <Panel title={t("connection.actions")}>
      <div className={css.actions}>
        {source.paused ? (
          <Button
            size="md"
            loading={act.isPending}
            onClick={() => {
              act.mutate({ act: "resume" });
            }}
          >
            {t("connection.resume")}
          </Button>
        ) : (
          <>
            <Button
              size="md"
              variant="default"
              onClick={() => {
                ask("pause");
              }}
            >
              {t("connection.pause")}
            </Button>
            <Button
              size="md"
              variant="default"
              onClick={() => {
                ask("restart");
              }}
            >
              {t("connection.restart")}
            </Button>
          </>
        )}
        {ours && (
          <>
            <Button
              size="md"
              variant="default"
              onClick={() => {
                ask("change");
              }}
            >
              {t("connection.change")}
            </Button>
            <Button
              size="md"
              variant="default"
              className={css.danger}
              onClick={() => {
                ask("remove");
              }}
            >
              {t("connection.remove")}
            </Button>
          </>
        )}
        <Button
          component="a"
          size="md"
          variant="subtle"
          href={diagnosticsUrl(source.id, language)}
          download={`${source.id}.json`}
        >
          {t("connection.diagnostics")}
        </Button>
      </div>
      {asking === null && act.error !== null && <ActError error={act.error} />}
      {asking === "pause" && (
        <ConfirmDialog
          {...common}
          title={t("connection.pause.title")}
          text={t("connection.pause.text")}
          confirm={t("connection.pause")}
          ready={reason.trim() !== ""}
          onConfirm={() => {
            act.mutate({ act: "pause", reason: reason.trim() }, { onSuccess: close });
          }}
        >
          <TextInput
            size="md"
            className={css.reason}
            label={t("connection.pause.reason")}
            placeholder={t("fields.example", { example: t("connection.pause.reason.example") })}
            required
            maxLength={300}
            data-autofocus
            value={reason}
            onChange={(event) => {
              setReason(event.currentTarget.value);
            }}
          />
        </ConfirmDialog>
      )}
      {asking === "restart" && (
        <ConfirmDialog
          {...common}
          title={t("connection.restart.title")}
          text={t("connection.restart.text")}
          confirm={t("connection.restart")}
          onConfirm={() => {
            act.mutate({ act: "restart" }, { onSuccess: close });
          }}
        />
      )}
      {asking === "remove" && (
        <ConfirmDialog
          {...common}
          danger
          title={t("connection.remove.title")}
          text={t("connection.remove.text", { machine: machine === "" ? source.id : machine })}
          confirm={t("connection.remove")}
          onConfirm={() => {
            act.mutate(
              { act: "remove" },
              {
                onSuccess: () => {
                  go("/connections");
                },
              },
            );
          }}
        />
      )}
      {asking === "change" && <ChangeDialog whole={whole} names={names} act={act} onClose={close} />}
    </Panel>
  );
}
