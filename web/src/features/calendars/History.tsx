/** Every version there was, newest first. */

import { parseInstant } from "@/core/instant";
import { useI18n } from "@/i18n";
import { Panel } from "@/ui/Panel";
import table from "@/ui/table.module.css";
import { useHistory } from "./data";

export function History({ code }: { readonly code: string }) {
  const { t, f } = useI18n();
  const versions = useHistory(code).data?.versions ?? [];
  return (
    <Panel title={t("calendars.history")} flush>
      <table className={table.table}>
        <thead>
          <tr>
            <th scope="col" className={table.number}>
              №
            </th>
            <th scope="col">{t("calendars.history.from")}</th>
            <th scope="col">{t("calendars.history.entered")}</th>
            <th scope="col">{t("calendars.history.author")}</th>
          </tr>
        </thead>
        <tbody>
          {versions.map((version) => (
            <tr key={version.version}>
              <td className={table.number}>{version.version}</td>
              <td>
                {version.calendar === null
                  ? t("calendars.history.removed")
                  : version.effective_from === null
                    ? t("calendars.ever")
                    : t("calendars.since", { date: f.dateTime(parseInstant(version.effective_from)) })}
              </td>
              <td>{f.dateTime(parseInstant(version.entered_at))}</td>
              <td>{version.author === "" ? "—" : version.author}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}
