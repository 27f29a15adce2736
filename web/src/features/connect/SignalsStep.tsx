/** Which profile the machine has, and which signals: live as the machine tells them, or mapped place by place. */

import { Button } from "@mantine/core";
import { useState } from "react";

import { useI18n } from "@/i18n";
import { Panel } from "@/ui/Panel";
import css from "./Connect.module.css";
import { hasSignals } from "./draft";
import { Foot } from "./Foot";
import { LiveSignals } from "./LiveSignals";
import { MappingEditor } from "./mapping/MappingEditor";
import { ProfileChoice } from "./ProfileChoice";
import type { Wizard } from "./wizard";

export function SignalsStep({ wizard }: { readonly wizard: Wizard }) {
  const { t } = useI18n();
  const { kind, draft, go, fits, trial } = wizard;
  const [asked, setAsked] = useState(false);
  const mapped = kind?.mapped === true;
  // A machine that tells its signals needs no mapping: it is there for who wants more.
  const folded = !asked && draft.entries.length === 0 && (trial.trial?.signals.length ?? 0) > 0;
  return (
    <>
      <ProfileChoice wizard={wizard} />
      {mapped && !folded && <MappingEditor wizard={wizard} />}
      {trial.trial !== null && (
        <Panel title={t("connect.signals.title")} flush>
          <LiveSignals signals={trial.trial.signals} truncated={trial.trial.truncated} />
        </Panel>
      )}
      {mapped && folded && (
        <Button
          size="md"
          variant="default"
          className={css.start}
          onClick={() => {
            setAsked(true);
          }}
        >
          {t("map.by_hand")}
        </Button>
      )}
      <Foot
        ready={hasSignals(draft, { kind, profiles: fits })}
        onBack={() => {
          go("found");
        }}
        onNext={() => {
          go("state");
        }}
      />
    </>
  );
}
