/** The wizard: from an address to a machine on the board, with its live signals beside every step. */

import { useMemo } from "react";

import { useMachineList } from "@/api";
import { useProfiles } from "@/api/profiles";
import type { ProfileFit } from "@/api/setup";
import { useConnectors, useTrial } from "@/api/setup";
import { useSources } from "@/api/sources";
import { collect } from "@/blocks/fields/draft";
import { describeError, useI18n } from "@/i18n";
import { Failure, Loading } from "@/ui/Notice";
import { AddressStep } from "./AddressStep";
import css from "./Connect.module.css";
import { DoneStep } from "./DoneStep";
import type { Draft, Known, Step, Taken } from "./draft";
import { deviceOf, fieldsOf, hasSignals, isBegun, isBrought, reachable, signalsField, wrongSettings } from "./draft";
import { FoundStep } from "./FoundStep";
import { LeaveDialog } from "./LeaveDialog";
import { ready } from "./mapping/entries";
import { PlaceStep } from "./PlaceStep";
import { Preview } from "./Preview";
import { SignalsStep } from "./SignalsStep";
import { StateStep } from "./StateStep";
import { StepBar } from "./StepBar";
import { useDraft } from "./useDraft";
import { useLeave } from "./useLeave";
import { useSteps } from "./useSteps";
import type { Wizard } from "./wizard";

export function ConnectPage() {
  const { t } = useI18n();
  const connectors = useConnectors();
  if (connectors.data === undefined) {
    return connectors.error === null ? (
      <Loading label={t("common.loading")} rows={4} height={64} />
    ) : (
      <Failure
        size="page"
        title={t("connect.failed")}
        text={describeError(connectors.error, t)}
        retry={t("common.retry")}
        onRetry={() => void connectors.refetch()}
      />
    );
  }
  return <Loaded connectors={connectors.data.connectors} />;
}

/** Profiles that can be chosen: what the device was compared with, else all that could fit the protocol. */
function useFits(draft: Draft): readonly ProfileFit[] {
  const list = useProfiles().data?.profiles;
  const device = deviceOf(draft);
  return useMemo(() => {
    const compared = device?.profiles ?? [];
    const others = (list ?? [])
      .filter(
        ({ connector, id }) =>
          (connector === "" || connector === draft.connector) && !compared.some((known) => known.id === id),
      )
      .toSorted((a, b) => Number(b.connector !== "") - Number(a.connector !== ""))
      .map(({ id, title, connector }) => ({
        ...{ id, title, connector, score: 0, missing: [], state: "", rule: "", reason: "" },
      }));
    return compared.length > 0 ? compared : others;
  }, [device, list, draft.connector]);
}

function useTaken(): Taken {
  const machines = useMachineList().data?.machines;
  const sources = useSources().data?.sources;
  const profiles = useProfiles().data?.profiles;
  return useMemo(() => {
    const ids = (list: readonly { readonly id: string }[] | undefined) => new Set(list?.map(({ id }) => id));
    return { machines: ids(machines), sources: ids(sources), profiles: ids(profiles) };
  }, [machines, sources, profiles]);
}

function Loaded({ connectors }: { readonly connectors: Wizard["connectors"] }) {
  const { t } = useI18n();
  const [draft, change, forget] = useDraft();
  const kind = connectors.find(({ id }) => id === draft.connector);
  const fits = useFits(draft);
  const taken = useTaken();
  const known: Known = { kind, profiles: fits };
  const { step, go } = useSteps(draft, known);
  const leave = useLeave(isBegun(draft), forget);

  const settled = kind !== undefined && Object.keys(wrongSettings(draft, kind)).length === 0;
  const told = settled && hasSignals(draft, known) && !isBrought(kind) && draft.done === null && step !== "address";
  const trial = useTrial(
    told
      ? {
          connector: draft.connector,
          settings: collect(fieldsOf(kind), draft.settings).settings,
          device: draft.device,
          profile: draft.profile,
        }
      : null,
    {
      profile: draft.profile,
      ...(draft.rules === null ? {} : { profile_text: draft.rules }),
      ...(kind?.mapped === true ? { signals: ready(draft.entries, signalsField(kind)) } : {}),
    },
  );
  const wizard: Wizard = { connectors, kind, draft, change, forget, go, fits, taken, trial };
  const can = (one: Step): boolean => reachable(one, draft, known);
  return (
    <div className={css.page}>
      <h1>{t("connect.title")}</h1>
      {step !== "done" && <StepBar step={step} can={can} onStep={go} />}
      {step === "address" && <AddressStep wizard={wizard} />}
      {step === "done" && <DoneStep wizard={wizard} />}
      {step !== "address" && step !== "done" && (
        <div className={css.columns}>
          <div className={css.main}>
            {step === "found" && <FoundStep wizard={wizard} />}
            {step === "signals" && <SignalsStep wizard={wizard} />}
            {step === "state" && <StateStep wizard={wizard} />}
            {step === "place" && <PlaceStep wizard={wizard} />}
          </div>
          <aside className={css.aside}>
            <Preview wizard={wizard} settled={settled} told={told} />
          </aside>
        </div>
      )}
      {leave.to !== null && <LeaveDialog onStay={leave.stay} onLeave={leave.leave} />}
    </div>
  );
}
