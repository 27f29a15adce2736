/** Every protocol there is, for what no address leads to, and for who knows it anyway. */

import type { ConnectorKind } from "@/api/setup";
import { useProfiles } from "@/api/profiles";
import { useI18n } from "@/i18n";
import { Panel } from "@/ui/Panel";
import css from "./Connect.module.css";
import { chooseByHand } from "./draft";
import type { Wizard } from "./wizard";

export interface ByHandProps extends Pick<Wizard, "change" | "go"> {
  readonly connectors: readonly ConnectorKind[];
}

export function ByHand({ connectors, change, go }: ByHandProps) {
  const { t } = useI18n();
  const profiles = useProfiles().data?.profiles;
  return (
    <Panel title={t("connect.hand.title")}>
      <p className="muted">{t("connect.hand.text")}</p>
      <ul className={`${css.cards} ${css.below}`}>
        {connectors.map((kind) => (
          <li key={kind.id}>
            <button
              type="button"
              className={css.card}
              disabled={!kind.available}
              onClick={() => {
                change((draft) => chooseByHand(draft, kind, profiles));
                go("found");
              }}
            >
              <strong>{kind.title}</strong>
              {kind.summary !== "" && <span className="muted">{kind.summary}</span>}
              {!kind.available && <span className={css.warn}>{t("connect.hand.missing", { extra: kind.extra })}</span>}
            </button>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
