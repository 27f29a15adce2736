/** Other settings for a connection, and other machines for its devices. */

import { Button, NativeSelect } from "@mantine/core";
import type { UseMutationResult } from "@tanstack/react-query";
import { useMemo, useState } from "react";

import { Problem } from "@/api";
import type { SourceAct, SourceWhole } from "@/api/sources";
import { AuthorField } from "@/blocks/acts/AuthorField";
import { collect, draftOf, fieldOf, secretsIn } from "@/blocks/fields/draft";
import { FieldForm } from "@/blocks/fields/FieldForm";
import { useWrongTexts } from "@/blocks/fields/useWrongTexts";
import { describeError, useI18n } from "@/i18n";
import { Dialog } from "@/ui/Dialog";
import { ActError } from "./ConfirmDialog";
import css from "./ConnectionPage.module.css";

export interface ChangeDialogProps {
  readonly whole: SourceWhole;
  readonly names: ReadonlyMap<string, string>;
  readonly act: UseMutationResult<unknown, Error, SourceAct>;
  readonly onClose: () => void;
}

export function ChangeDialog({ whole, names, act, onClose }: ChangeDialogProps) {
  const { t } = useI18n();
  // What was there when the dialog opened: news of the source must not move what is being typed.
  const [{ source, settings, fields }] = useState(whole);
  const texts = useWrongTexts();
  const secrets = useMemo(() => secretsIn(settings), [settings]);
  const [draft, setDraft] = useState(() => draftOf(fields, settings));
  const [devices, setDevices] = useState(source.devices);
  const [tried, setTried] = useState(false);
  const collected = collect(fields, draft, secrets);
  const refused = act.error instanceof Problem ? fieldOf(act.error.params) : null;
  const beside = fields.some(({ name }) => name === refused) && refused !== null;
  const wrong = {
    ...(tried ? texts(collected.wrong) : {}),
    ...(beside && act.error !== null ? { [refused]: describeError(act.error, t) } : {}),
  };
  const save = (): void => {
    setTried(true);
    if (Object.keys(collected.wrong).length > 0) {
      return;
    }
    const [only] = Object.entries(devices);
    const single = Object.keys(devices).length <= 1 && (only?.[0] ?? "") === "";
    act.mutate(
      {
        act: "change",
        body: {
          id: source.id,
          connector: source.connector,
          machine: single ? (only?.[1] ?? source.machines[0] ?? null) : null,
          devices: single ? {} : devices,
          settings: collected.settings,
        },
      },
      { onSuccess: onClose },
    );
  };
  return (
    <Dialog
      title={`${t("connection.change.title")}: ${source.id}`}
      close={t("acts.close")}
      onClose={onClose}
      foot={
        <>
          <Button size="md" loading={act.isPending} onClick={save}>
            {t("connection.save")}
          </Button>
          <Button size="md" variant="default" disabled={act.isPending} onClick={onClose}>
            {t("connection.keep")}
          </Button>
        </>
      }
    >
      <p className="muted">{t("connection.change.text")}</p>
      <FieldForm
        fields={fields}
        draft={draft}
        secrets={secrets}
        wrong={wrong}
        onChange={(name, value) => {
          act.reset();
          setDraft((before) => ({ ...before, [name]: value }));
        }}
      />
      {Object.entries(devices).length > 0 && (
        <div className={css.devices}>
          {Object.entries(devices).map(([device, machine]) => (
            <NativeSelect
              key={device}
              size="md"
              label={device === "" ? t("connection.machine") : `${t("connection.machine")}: ${device}`}
              value={machine}
              onChange={(event) => {
                setDevices({ ...devices, [device]: event.currentTarget.value });
              }}
              data={[...names].map(([value, label]) => ({ value, label }))}
            />
          ))}
        </div>
      )}
      <AuthorField />
      {act.error !== null && !beside && <ActError error={act.error} />}
    </Dialog>
  );
}
