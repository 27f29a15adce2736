/** Every text a profile ever had: when it holds, who entered it, and taking one up again. */

import { Button } from "@mantine/core";

import type { ProfileEdition } from "@/api/profiles";
import { parseInstant } from "@/core/instant";
import { useI18n } from "@/i18n";
import { Panel } from "@/ui/Panel";
import css from "./Profiles.module.css";

export interface VersionsProps {
  readonly versions: readonly ProfileEdition[];
  readonly onTake: (text: string) => void;
}

export function Versions({ versions, onTake }: VersionsProps) {
  const { t } = useI18n();
  return (
    <Panel title={t("profiles.versions")} flush>
      <ol className={css.versions}>
        {versions.map((version) => (
          <Version key={version.number} version={version} onTake={onTake} />
        ))}
      </ol>
    </Panel>
  );
}

function Version({ version, onTake }: { readonly version: ProfileEdition; readonly onTake: (text: string) => void }) {
  const { t, f } = useI18n();
  const { effective_from: from, effective_until: until, entered_at: entered } = version;
  const author = version.author === "" ? t("saving.nobody") : version.author;
  return (
    <li className={css.version} data-standing={version.standing}>
      <strong>{t("profiles.version", { number: version.version })}</strong>
      <span className={css.standing}>{t(`profiles.standing.${version.standing}`)}</span>
      <span className="muted">
        {from === null ? t("profiles.ever") : t("profiles.since", { time: f.dateTime(parseInstant(from)) })}
        {until !== null && ` ${t("profiles.until", { time: f.dateTime(parseInstant(until)) })}`}
      </span>
      <span className="muted">
        {entered === null
          ? t(`profiles.origin.${version.origin}`)
          : t("profiles.entered", { time: f.dateTime(parseInstant(entered)), author })}
      </span>
      <Button
        size="compact-xs"
        variant="default"
        onClick={() => {
          onTake(version.text);
        }}
      >
        {t("profiles.take")}
      </Button>
    </li>
  );
}
