/** One profile: its text, what another one would change on the past, and putting it in force from a date. */

import { useMemo, useState } from "react";

import { Problem, useMachineList } from "@/api";
import type { Profile } from "@/api/profiles";
import { usePutProfile } from "@/api/profiles";
import { DryRun } from "@/blocks/dry-run/DryRun";
import { linesChanged, numbered, versionOf } from "@/blocks/rules-text/text";
import type { Wrong } from "@/blocks/rules-text/TextField";
import { TextField } from "@/blocks/rules-text/TextField";
import { SaveBar } from "@/blocks/saving/SaveBar";
import { useDraft } from "@/blocks/saving/useDraft";
import { lineOf } from "@/core/place";
import { describeError, useI18n } from "@/i18n";
import { Panel } from "@/ui/Panel";
import css from "./Profiles.module.css";
import { Versions } from "./Versions";

export function ProfileEditor({ profile }: { readonly profile: Profile }) {
  const { t, language } = useI18n();
  const draft = useDraft(profile.text);
  const put = usePutProfile(profile.id);
  const [refused, setRefused] = useState<Error | null>(null);
  const names = new Map(useMachineList().data?.machines.map(({ id, name }) => [id, name]));
  const text = numbered(draft.value, profile.text, profile.next_version);
  const changes = useMemo(
    () => (text === profile.text ? null : [{ kind: "profile", key: profile.id, body: { text }, effective_from: null }]),
    [text, profile],
  );
  const wrong: Wrong | null = useMemo(() => {
    const error = changes === null ? null : (put.error ?? refused);
    if (!(error instanceof Problem) || !error.code.startsWith("profile_")) {
      return null;
    }
    const { where, profile: whose } = error.params;
    const own = whose === profile.id && typeof where === "string";
    return { line: own ? lineOf(text, where) : null, text: describeError(error, t) };
  }, [changes, put.error, refused, text, profile.id, t]);
  const { added, removed } = linesChanged(profile.text, draft.value);
  return (
    <div className={css.side}>
      <Panel title={profile.title[language]}>
        <p className="muted">
          {profile.machines.length === 0
            ? t("profiles.machines.none")
            : t("profiles.used", { names: profile.machines.map((id) => names.get(id) ?? id).join(", ") })}
        </p>
        <TextField
          label={t("profiles.editor")}
          value={draft.value}
          wrong={wrong}
          onChange={(value) => {
            put.reset();
            draft.change(value);
          }}
        />
      </Panel>
      <DryRun changes={changes} by="state" onRefused={setRefused} />
      <Versions versions={profile.versions} onTake={draft.change} />
      {draft.dirty && (
        <SaveBar
          said={[
            t("profiles.changed", { added, removed, version: versionOf(text) ?? profile.next_version }),
            t("profiles.redrawn"),
          ]}
          wrong={wrong === null ? null : t("profiles.wrong")}
          pending={put.isPending}
          error={wrong === null ? put.error : null}
          onSave={(effective_from) => {
            put.mutate({ text, effective_from }, { onSuccess: draft.discard });
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
