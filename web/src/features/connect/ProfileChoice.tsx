/** How the state is found: the device profiles that fit, the best first. */

import { useStates } from "@/api";
import type { ProfileFit } from "@/api/setup";
import { useI18n } from "@/i18n";
import { Panel } from "@/ui/Panel";
import { CardChoice } from "./CardChoice";
import type { Card } from "./CardChoice";
import css from "./Connect.module.css";
import type { Wizard } from "./wizard";

/** So many are shown at once. */
const SHOWN = 4;

/** Its own signals must be read before anybody knows. */
const isUnread = ({ state, connector }: ProfileFit): boolean => state === "" && connector !== "";

/** Its rules know the state although not every signal is there. */
const works = ({ state }: ProfileFit): boolean => state !== "" && state !== "no_data";

export function ProfileChoice({ wizard: { draft, change, fits, kind } }: { readonly wizard: Wizard }) {
  const { t, language } = useI18n();
  const states = useStates();
  const compared = fits.some(({ score }) => score > 0);
  const card = (fit: ProfileFit): Card => ({
    value: fit.id,
    title: fit.title[language],
    lines: [
      fit.id,
      ...(compared && fit.missing.length === 0 ? [t("connect.profile.fits")] : []),
      ...(fit.connector !== "" && kind?.mapped === true ? [t("connect.profile.own")] : []),
      ...(works(fit) && fit.missing.length > 0
        ? [t("connect.profile.without", { roles: fit.missing.join(", ") })]
        : []),
      ...(fit.state === "" ? [] : [t("connect.profile.gives", { state: states.get(fit.state).words[language] })]),
    ],
    warning:
      fit.missing.length === 0 || works(fit) || isUnread(fit)
        ? undefined
        : t("connect.profile.missing", { roles: fit.missing.join(", ") }),
  });
  const chosen = fits.findIndex(({ id }) => id === draft.profile);
  const many = Math.max(SHOWN, chosen + 1);
  const choose = (profile: string): void => {
    if (profile !== draft.profile) {
      change({ profile, rules: null });
    }
  };
  const choice = (some: readonly ProfileFit[]) => (
    <CardChoice legend={t("machine.profile")} value={draft.profile} cards={some.map(card)} onChange={choose} />
  );
  return (
    <Panel title={t("connect.profile.title")}>
      <p className="muted">{t("connect.profile.text")}</p>
      {choice(fits.slice(0, many))}
      {fits.length > many && (
        <details className={css.fold}>
          <summary>{t.plural("connect.profile.all", fits.length - many)}</summary>
          {choice(fits.slice(many))}
        </details>
      )}
    </Panel>
  );
}
