/** State rules: every device profile, and the chosen one as a text that is tried before it is in force. */

import { Link } from "wouter";

import type { ProfileShort } from "@/api/profiles";
import { useProfile, useProfiles } from "@/api/profiles";
import { SettingsHead } from "@/blocks/saving/SettingsHead";
import { describeError, useI18n } from "@/i18n";
import { Failure, Loading } from "@/ui/Notice";
import { Panel } from "@/ui/Panel";
import { ProfileEditor } from "./ProfileEditor";
import css from "./Profiles.module.css";

export function ProfilesPage({ id }: { readonly id?: string }) {
  const { t } = useI18n();
  const list = useProfiles();
  const all = list.data?.profiles ?? [];
  const chosen = all.find((one) => one.id === id) ?? all.find(({ machines }) => machines.length > 0) ?? all[0];
  const profile = useProfile(id ?? chosen?.id ?? null);
  const failed = [list, profile].find(({ error, data }) => error !== null && data === undefined);
  if (failed !== undefined) {
    return (
      <Failure
        size="page"
        title={t("profiles.failed")}
        text={describeError(failed.error, t)}
        retry={t("common.retry")}
        onRetry={() => void failed.refetch()}
      />
    );
  }
  if (chosen === undefined || profile.data === undefined) {
    return <Loading label={t("common.loading")} rows={5} height={64} />;
  }
  return (
    <div className={css.page}>
      <SettingsHead
        title={t("profiles.title")}
        text={t("profiles.text")}
        version={chosen.version}
        since={chosen.effective_from}
        planned={chosen.waiting}
      />
      <div className={css.columns}>
        <Panel title={t("profiles.list")} flush>
          <ul className={css.list}>
            {all.map((one) => (
              <li key={one.id}>
                <Choice profile={one} current={one.id === profile.data.id} />
              </li>
            ))}
          </ul>
        </Panel>
        <ProfileEditor key={profile.data.id} profile={profile.data} />
      </div>
    </div>
  );
}

function Choice({ profile, current }: { readonly profile: ProfileShort; readonly current: boolean }) {
  const { t, language } = useI18n();
  const count = profile.machines.length;
  return (
    <Link
      href={`/settings/state-rules/${encodeURIComponent(profile.id)}`}
      className={css.choice}
      aria-current={current ? "page" : undefined}
    >
      <strong>{profile.title[language]}</strong>
      <span className={css.id}>{`${profile.id}@${String(profile.version)}`}</span>
      <span className="muted">{count === 0 ? t("profiles.machines.none") : t.plural("board.machines", count)}</span>
      {profile.waiting && <span className={css.planned}>{t("profiles.waiting")}</span>}
    </Link>
  );
}
