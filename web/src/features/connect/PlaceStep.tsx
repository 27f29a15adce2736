/** The last step: how the machine is called and where it stands; then it is connected. */

import { Autocomplete, Button, NativeSelect, TextInput } from "@mantine/core";
import { useState } from "react";

import { Problem, useMachineList } from "@/api";
import type { MachineSummary } from "@/api";
import { useConnect } from "@/api/setup";
import { asText } from "@/blocks/fields/draft";
import { AuthorField } from "@/blocks/acts/AuthorField";
import { describeError, useI18n } from "@/i18n";
import { Panel } from "@/ui/Panel";
import css from "./Connect.module.css";
import type { Draft } from "./draft";
import { bodies, knownSource, machineId, ownRules, sourceId } from "./draft";
import { Foot } from "./Foot";
import { KINDS } from "./kinds";
import type { Wizard } from "./wizard";

const ID = /^[A-Za-z0-9][A-Za-z0-9._-]*$/u;

const different = (machines: readonly MachineSummary[], of: (machine: MachineSummary) => string): string[] =>
  [...new Set(machines.map(of))].filter((one) => one !== "").toSorted((a, b) => a.localeCompare(b));

export function PlaceStep({ wizard }: { readonly wizard: Wizard }) {
  const { t, language } = useI18n();
  const { kind, draft, change, go, taken, fits, trial } = wizard;
  const plant = useMachineList().data;
  const machines = plant?.machines ?? [];
  const sites = plant?.sites ?? [];
  const connect = useConnect();
  const [tried, setTried] = useState(false);
  const { machine, existing } = draft;
  const ids = { machine: machineId(draft, taken), source: sourceId(draft, taken) };
  const nameless = existing === "" && machine.name.trim() === "";
  const misnamed = { machine: !ID.test(ids.machine), source: !ID.test(ids.source) };
  const set = (part: Partial<Draft["machine"]>): void => {
    connect.reset();
    change((before) => ({ ...before, machine: { ...before.machine, ...part } }));
  };
  const refused = connect.error instanceof Problem ? asText(connect.error.params.field) : "";
  const beside = (name: string): string | undefined =>
    refused !== "" && refused.split(".").at(-1) === name && connect.error !== null
      ? describeError(connect.error, t)
      : undefined;
  const profile = fits.find(({ id }) => id === draft.profile);
  const into = knownSource(draft);
  const save = (): void => {
    setTried(true);
    if (nameless || misnamed.machine || misnamed.source) {
      return;
    }
    connect.mutate(
      { body: bodies(draft, kind, taken), into, rules: existing === "" ? ownRules(draft, taken) : null },
      {
        onSuccess: (done) => {
          change({ done });
          go("done");
        },
      },
    );
  };
  return (
    <>
      <Panel title={t("connect.place.title")}>
        <div className={css.form}>
          {machines.length > 0 && (
            <NativeSelect
              className={css.wide}
              size="md"
              label={t("connect.place.which")}
              value={existing}
              onChange={(event) => {
                connect.reset();
                change({ existing: event.currentTarget.value });
              }}
              data={[
                { value: "", label: t("connect.place.new") },
                ...machines.map(({ id, name }) => ({ value: id, label: name })),
              ]}
            />
          )}
          {existing === "" && (
            <>
              <TextInput
                size="md"
                label={t("connect.place.name")}
                description={t("connect.place.name.help")}
                inputWrapperOrder={["label", "input", "error", "description"]}
                required
                autoFocus
                maxLength={100}
                error={tried && nameless ? t("connect.place.name.missing") : beside("name")}
                value={machine.name}
                onChange={(event) => {
                  set({ name: event.currentTarget.value });
                }}
              />
              {sites.length > 1 && (
                <NativeSelect
                  size="md"
                  label={t("connect.place.site")}
                  value={machine.site === "" ? (sites[0]?.id ?? "") : machine.site}
                  onChange={(event) => {
                    set({ site: event.currentTarget.value });
                  }}
                  data={sites.map(({ id, name }) => ({ value: id, label: name }))}
                />
              )}
              <Autocomplete
                size="md"
                label={t("connect.place.area")}
                maxLength={100}
                value={machine.area}
                data={different(machines, ({ area }) => area)}
                onChange={(area) => {
                  set({ area });
                }}
              />
              <Autocomplete
                size="md"
                label={t("connect.place.line")}
                maxLength={100}
                value={machine.line}
                data={different(machines, ({ line }) => line)}
                onChange={(line) => {
                  set({ line });
                }}
              />
              <NativeSelect
                size="md"
                label={t("connect.place.kind")}
                value={machine.kind}
                onChange={(event) => {
                  set({ kind: event.currentTarget.value });
                }}
                data={KINDS.map((value) => ({ value, label: t(`kind.${value}`) }))}
              />
              <TextInput
                size="md"
                label={t("connect.place.manufacturer")}
                maxLength={100}
                value={machine.manufacturer}
                onChange={(event) => {
                  set({ manufacturer: event.currentTarget.value });
                }}
              />
              <TextInput
                size="md"
                label={t("connect.place.model")}
                maxLength={100}
                value={machine.model}
                onChange={(event) => {
                  set({ model: event.currentTarget.value });
                }}
              />
            </>
          )}
        </div>
        <details className={css.fold} open={misnamed.machine || misnamed.source || refused.endsWith("id") || undefined}>
          <summary>{t("connect.place.more")}</summary>
          <div className={css.form}>
            {existing === "" && (
              <TextInput
                size="md"
                label={t("connect.place.id")}
                description={t("connect.place.id.help")}
                inputWrapperOrder={["label", "input", "error", "description"]}
                maxLength={64}
                spellCheck={false}
                value={machine.id === "" ? ids.machine : machine.id}
                error={misnamed.machine ? t("connect.place.id.wrong") : beside("id")}
                onChange={(event) => {
                  set({ id: event.currentTarget.value });
                }}
              />
            )}
            {into === "" && (
              <TextInput
                size="md"
                label={t("connect.place.source")}
                maxLength={64}
                spellCheck={false}
                value={draft.source === "" ? ids.source : draft.source}
                error={misnamed.source ? t("connect.place.id.wrong") : undefined}
                onChange={(event) => {
                  connect.reset();
                  change({ source: event.currentTarget.value });
                }}
              />
            )}
          </div>
        </details>
        <p className={css.sum}>
          {t("connect.place.sum", {
            protocol: kind?.title ?? draft.connector,
            address: draft.found?.address ?? draft.address,
            profile: ownRules(draft, taken)?.id ?? profile?.title[language] ?? trial.trial?.profile ?? draft.profile,
          })}
        </p>
        {into !== "" && <p>{t("connect.place.into", { source: into })}</p>}
        <AuthorField />
        {connect.error !== null && (
          <div className={css.refused} role="alert">
            <strong>{t("connect.place.refused")}</strong>
            <p>{describeError(connect.error, t)}</p>
          </div>
        )}
      </Panel>
      <Foot
        onBack={() => {
          go("state");
        }}
      >
        <Button size="md" loading={connect.isPending} onClick={save}>
          {t("connect.place.connect")}
        </Button>
      </Foot>
    </>
  );
}
