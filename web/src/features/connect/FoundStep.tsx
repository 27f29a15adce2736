/** What was found at the address: protocol, device, and the settings of the connection. */

import { useMemo, useState } from "react";

import { Problem } from "@/api";
import { useSources } from "@/api/sources";
import { fieldOf } from "@/blocks/fields/draft";
import { FieldForm } from "@/blocks/fields/FieldForm";
import { useWrongTexts } from "@/blocks/fields/useWrongTexts";
import { describeError, useI18n } from "@/i18n";
import { Panel } from "@/ui/Panel";
import { CardChoice } from "./CardChoice";
import css from "./Connect.module.css";
import { candidateOf, choose, chooseDevice, fieldsOf, wrongSettings } from "./draft";
import { Foot } from "./Foot";
import { Tried } from "./Tried";
import type { Wizard } from "./wizard";

const NO_SECRETS: ReadonlySet<string> = new Set();

/** The host and port of an address, without what stands around them. */
const hostOf = (address: string): string => /^(?:[\w+.-]+:\/\/)?(?:[^@/]*@)?([^/?]*)/u.exec(address)?.[1] ?? address;

export function FoundStep({ wizard }: { readonly wizard: Wizard }) {
  const { connectors, kind, draft, change, go, trial } = wizard;
  const { t, f } = useI18n();
  const texts = useWrongTexts();
  const sources = useSources().data?.sources;
  const [tried, setTried] = useState(false);
  const candidate = candidateOf(draft);
  const candidates = draft.found?.candidates ?? [];
  const fields = useMemo(() => fieldsOf(kind), [kind]);
  const wrong = wrongSettings(draft, kind);
  const { error } = trial;
  const refused = error instanceof Problem ? fieldOf(error.params) : null;
  const beside = refused !== null && error !== null ? { [refused]: describeError(error, t) } : {};
  // What is compulsory and still empty is asked for only after a person wanted to go on.
  const said = Object.fromEntries(Object.entries(wrong).filter(([, { code }]) => tried || code !== "required"));
  const ready = Object.keys(wrong).length === 0;
  const host = hostOf(draft.found?.address ?? "");
  const connected = (device: string): string | undefined =>
    sources?.find(
      (source) =>
        source.connector === draft.connector && Object.hasOwn(source.devices, device) && source.address.includes(host),
    )?.id;
  return (
    <>
      <Panel title={candidate === undefined ? (kind?.title ?? "") : t("connect.found.title")}>
        {candidate === undefined && <p className="muted">{kind?.summary}</p>}
        {candidates.length > 0 && (
          <CardChoice
            legend={t("connect.found.protocol")}
            value={draft.connector}
            onChange={(id) => {
              const chosen = candidates.find(({ connector }) => connector === id);
              const its = connectors.find((one) => one.id === id);
              if (chosen !== undefined && its !== undefined && id !== draft.connector) {
                change((before) => choose(before, its, chosen));
              }
            }}
            cards={candidates.map(({ connector, title, protocol, version, problem }) => ({
              value: connector,
              title,
              lines: [[protocol, version].filter((part) => part !== "").join(" ")],
              warning: problem?.text,
            }))}
          />
        )}
        {candidate !== undefined && candidate.devices.length > 0 && (
          <CardChoice
            legend={t("connect.found.device")}
            value={draft.device}
            onChange={(id) => {
              const device = candidate.devices.find((one) => one.device === id);
              if (device !== undefined && id !== draft.device) {
                change((before) => chooseDevice(before, device));
              }
            }}
            cards={candidate.devices.map((device) => {
              const known = connected(device.device);
              const count = device.truncated ? `${f.number(device.signals.length)}+` : f.number(device.signals.length);
              return {
                value: device.device,
                title: device.device === "" ? device.suggested.name : device.device,
                lines: [
                  [device.manufacturer, device.model, device.serial].filter((part) => part !== "").join(" · "),
                  t.plural("connect.found.signals", device.signals.length, count),
                ],
                warning: known === undefined ? undefined : t("connect.found.connected", { name: known }),
              };
            })}
          />
        )}
        {(draft.found?.tried.length ?? 0) > 0 && (
          <details className={css.fold}>
            <summary>{t("connect.found.tried")}</summary>
            <Tried tried={draft.found?.tried ?? []} />
          </details>
        )}
      </Panel>
      {fields.length > 0 && (
        <Panel title={t("connect.found.settings")}>
          <FieldForm
            fields={fields}
            draft={draft.settings}
            secrets={NO_SECRETS}
            wrong={{ ...texts(said), ...beside }}
            onChange={(name, value) => {
              change((before) => ({ ...before, settings: { ...before.settings, [name]: value } }));
            }}
          />
        </Panel>
      )}
      <Foot
        onBack={() => {
          go("address");
        }}
        onNext={() => {
          setTried(true);
          if (ready) {
            go("signals");
          }
        }}
      />
    </>
  );
}
