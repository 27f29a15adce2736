/** The first step: an address, and the server finds out what is there; or the protocol by hand. */

import { Button, TextInput } from "@mantine/core";
import { useId, useState } from "react";
import { useSearchParams } from "wouter";

import type { Recognised } from "@/api/setup";
import { useRecognise } from "@/api/setup";
import { describeError, useI18n } from "@/i18n";
import { Panel } from "@/ui/Panel";
import { ByHand } from "./ByHand";
import css from "./Connect.module.css";
import { choose } from "./draft";
import { RangeSearch } from "./RangeSearch";
import { Tried } from "./Tried";
import type { Wizard } from "./wizard";

export function AddressStep({ wizard: { connectors, draft, change, go } }: { readonly wizard: Wizard }) {
  const { t } = useI18n();
  const given = useSearchParams()[0].get("address") ?? "";
  const recognise = useRecognise();
  const form = useId();
  const [nobody, setNobody] = useState<Recognised | null>(null);
  const address = draft.address === "" ? given : draft.address;
  const look = (where: string): void => {
    setNobody(null);
    change({ address: where });
    recognise.mutate(
      {
        address: where.trim(),
        ...(draft.user === "" ? {} : { user: draft.user }),
        ...(draft.password === "" ? {} : { password: draft.password }),
      },
      {
        onSuccess: (found) => {
          const [best] = found.candidates;
          const kind = connectors.find(({ id }) => id === best?.connector);
          if (best === undefined || kind === undefined) {
            setNobody(found);
            return;
          }
          change((before) => choose({ ...before, found }, kind, best));
          go("found");
        },
      },
    );
  };
  const asked = nobody?.tried.some(({ problem }) => /denied|login|password/u.test(problem.code)) === true;
  return (
    <div className={css.narrow}>
      <Panel title={t("connect.address.title")}>
        <form
          id={form}
          className={css.address}
          onSubmit={(event) => {
            event.preventDefault();
            if (address.trim() !== "") {
              look(address);
            }
          }}
        >
          <div className={css.look}>
            <TextInput
              size="lg"
              label={t("connect.address.label")}
              description={t("connect.address.help")}
              inputWrapperOrder={["label", "input", "error", "description"]}
              placeholder={t("connect.address.example")}
              autoFocus
              autoComplete="off"
              autoCapitalize="off"
              spellCheck={false}
              inputMode="url"
              maxLength={2000}
              value={address}
              error={recognise.error === null ? undefined : describeError(recognise.error, t)}
              onChange={(event) => {
                recognise.reset();
                setNobody(null);
                change({ address: event.currentTarget.value });
              }}
            />
            <Button type="submit" size="lg" loading={recognise.isPending} disabled={address.trim() === ""}>
              {t("connect.address.look")}
            </Button>
          </div>
          <p className="muted" role="status">
            {recognise.isPending ? t("connect.address.looking") : ""}
          </p>
          <details className={css.fold} open={asked || draft.user !== "" || undefined}>
            <summary>{t("connect.address.login")}</summary>
            <div className={css.pair}>
              <TextInput
                size="md"
                label={t("connect.address.user")}
                autoComplete="off"
                value={draft.user}
                onChange={(event) => {
                  change({ user: event.currentTarget.value });
                }}
              />
              <TextInput
                size="md"
                type="password"
                label={t("connect.address.password")}
                autoComplete="new-password"
                value={draft.password}
                onChange={(event) => {
                  change({ password: event.currentTarget.value });
                }}
              />
            </div>
          </details>
        </form>
        {nobody !== null && (
          <div className={css.refused} role="alert">
            <strong>{t("connect.address.none", { address: nobody.address })}</strong>
            <p className="muted">{t("connect.address.none.text")}</p>
            <Tried tried={nobody.tried} />
          </div>
        )}
        {draft.connector !== "" && !recognise.isPending && (
          <Button
            size="md"
            variant="default"
            onClick={() => {
              go("found");
            }}
          >
            {t("connect.next")}
          </Button>
        )}
        <RangeSearch onTake={look} />
      </Panel>
      <ByHand connectors={connectors} change={change} go={go} />
    </div>
  );
}
