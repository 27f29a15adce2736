/** How stops are taken: up to which length they need no reason, and where a reason is insisted on. */

import { Button, NativeSelect, NumberInput, Switch } from "@mantine/core";

import { useMachineList } from "@/api";
import type { StopSettings } from "@/api/reasons";
import { usePutStopSettings, useStopSettings } from "@/api/reasons";
import { DryRun } from "@/blocks/dry-run/DryRun";
import { SaveBar } from "@/blocks/saving/SaveBar";
import { SettingsHead } from "@/blocks/saving/SettingsHead";
import { useDraft } from "@/blocks/saving/useDraft";
import { describeError, useI18n } from "@/i18n";
import { Failure, Loading } from "@/ui/Notice";
import { Panel } from "@/ui/Panel";
import table from "@/ui/table.module.css";
import css from "./StopSettingsPage.module.css";

/** Seconds. */
const LONGEST = 3600;

type Document = Pick<StopSettings, "default" | "machines">;
type Own = StopSettings["machines"][string];

const STRICT: Readonly<Record<string, boolean | null>> = { plant: null, yes: true, no: false };

/** As it is stored: what a machine has of its own and nothing else. */
function stored({ default: plant, machines }: Document): unknown {
  const own = ([id, setting]: readonly [string, Own]) =>
    [id, Object.fromEntries(Object.entries(setting).filter(([, value]) => value !== null))] as const;
  return { default: plant, machines: Object.fromEntries(Object.entries(machines).map(own)) };
}

function Editor({ settings }: { readonly settings: StopSettings }) {
  const { t } = useI18n();
  const draft = useDraft<Document>({ default: settings.default, machines: settings.machines });
  const put = usePutStopSettings();
  const machines = useMachineList().data?.machines ?? [];
  const { default: plant, machines: owned } = draft.value;
  const setPlant = (change: Partial<Document["default"]>): void => {
    draft.change({ ...draft.value, default: { ...plant, ...change } });
  };
  const setOwn = (id: string, change: Partial<Own>): void => {
    const own: Own = { micro_stop_s: null, strict: null, ...owned[id], ...change };
    const rest = Object.fromEntries(Object.entries(owned).filter(([key]) => key !== id));
    const same = own.micro_stop_s === null && own.strict === null;
    draft.change({ ...draft.value, machines: same ? rest : { ...rest, [id]: own } });
  };
  return (
    <div className={css.page}>
      <SettingsHead
        title={t("stopSettings.title")}
        text={t("stopSettings.text")}
        version={settings.version}
        since={settings.effective_from}
        planned={settings.last > settings.version}
      />
      <Panel title={t("stopSettings.plant")}>
        <div className={css.plant}>
          <NumberInput
            size="sm"
            className={css.seconds}
            label={t("stopSettings.micro")}
            description={t("stopSettings.micro.text")}
            min={0}
            max={LONGEST}
            allowDecimal={false}
            clampBehavior="strict"
            value={plant.micro_stop_s}
            onChange={(value) => {
              setPlant({ micro_stop_s: Number(value) || 0 });
            }}
          />
          <Switch
            size="sm"
            label={t("stopSettings.strict")}
            description={t("stopSettings.strict.text")}
            checked={plant.strict}
            onChange={(event) => {
              setPlant({ strict: event.currentTarget.checked });
            }}
          />
        </div>
      </Panel>
      <Panel flush title={t("stopSettings.machines")}>
        <div className={table.scroll}>
          <table className={table.table}>
            <thead>
              <tr>
                <th>{t("stopSettings.machine")}</th>
                <th>{t("stopSettings.micro")}</th>
                <th>{t("stopSettings.strict")}</th>
                <th>
                  <span className="visually-hidden">{t("stopSettings.reset")}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {machines.map(({ id, name }) => {
                const own: Own | undefined = owned[id];
                const strict = Object.keys(STRICT).find((key) => STRICT[key] === (own?.strict ?? null)) ?? "plant";
                return (
                  <tr key={id}>
                    <td>{name}</td>
                    <td>
                      <NumberInput
                        size="xs"
                        className={css.own}
                        aria-label={`${name}: ${t("stopSettings.micro")}`}
                        placeholder={t("stopSettings.asPlant", { value: plant.micro_stop_s })}
                        min={0}
                        max={LONGEST}
                        allowDecimal={false}
                        clampBehavior="strict"
                        value={own?.micro_stop_s ?? ""}
                        onChange={(value) => {
                          setOwn(id, { micro_stop_s: value === "" ? null : Number(value) });
                        }}
                      />
                    </td>
                    <td>
                      <NativeSelect
                        size="xs"
                        className={css.own}
                        aria-label={`${name}: ${t("stopSettings.strict")}`}
                        value={strict}
                        onChange={(event) => {
                          setOwn(id, { strict: STRICT[event.currentTarget.value] ?? null });
                        }}
                        data={[
                          {
                            value: "plant",
                            label: t("stopSettings.asPlant", { value: t(plant.strict ? "common.yes" : "common.no") }),
                          },
                          { value: "yes", label: t("common.yes") },
                          { value: "no", label: t("common.no") },
                        ]}
                      />
                    </td>
                    <td>
                      {own !== undefined && (
                        <Button
                          size="compact-xs"
                          variant="subtle"
                          onClick={() => {
                            setOwn(id, { micro_stop_s: null, strict: null });
                          }}
                        >
                          {t("stopSettings.reset")}
                        </Button>
                      )}
                    </td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        </div>
      </Panel>
      <DryRun
        changes={
          draft.dirty ? [{ kind: "stops", key: "plant", body: stored(draft.value), effective_from: null }] : null
        }
      />
      {draft.dirty && (
        <SaveBar
          said={[t("stopSettings.changed")]}
          wrong={null}
          pending={put.isPending}
          error={put.error}
          onSave={(effective_from) => {
            put.mutate({ effective_from, seen: settings.last, ...draft.value }, { onSuccess: draft.discard });
          }}
          onDiscard={() => {
            put.reset();
            draft.discard();
          }}
        />
      )}
    </div>
  );
}

export function StopSettingsPage() {
  const { t } = useI18n();
  const settings = useStopSettings();
  if (settings.error !== null && settings.data === undefined) {
    return (
      <Failure
        size="page"
        title={t("stopSettings.failed")}
        text={describeError(settings.error, t)}
        retry={t("common.retry")}
        onRetry={() => void settings.refetch()}
      />
    );
  }
  return settings.data === undefined ? (
    <Loading label={t("common.loading")} rows={5} height={48} />
  ) : (
    <Editor settings={settings.data} />
  );
}
