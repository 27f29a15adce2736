/** What the connection is set to; of a secret only whether it is there. */

import type { Field, SourceWhole } from "@/api/sources";
import { isHidden, isSecretSet } from "@/api/sources";
import type { Translate } from "@/i18n";
import { useI18n } from "@/i18n";
import { Panel } from "@/ui/Panel";
import css from "./ConnectionPage.module.css";

export interface SettingsPanelProps {
  readonly whole: SourceWhole;
  readonly names: ReadonlyMap<string, string>;
}

export function SettingsPanel({ whole: { source, settings, fields }, names }: SettingsPanelProps) {
  const { t } = useI18n();
  const devices = Object.entries(source.devices).filter(([device]) => device !== "");
  const known = new Set(fields.map(({ name }) => name));
  const stray = Object.keys(settings).filter((name) => !known.has(name));
  const isSet = ({ name, required, secret }: Field): boolean => required || secret || settings[name] !== undefined;
  const usual = fields.filter((field) => !isSet(field));
  const line = (field: Field) => (
    <div key={field.name}>
      <dt>{field.title}</dt>
      <dd>{shown(settings[field.name], field, t)}</dd>
    </div>
  );
  return (
    <Panel title={t("connection.settings")}>
      <dl className={css.settings}>
        {fields.filter(isSet).map(line)}
        {stray.map((name) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{shown(settings[name], null, t)}</dd>
          </div>
        ))}
        {devices.map(([device, machine]) => (
          <div key={device}>
            <dt>
              {t("connection.devices")}: {device}
            </dt>
            <dd>{names.get(machine) ?? machine}</dd>
          </div>
        ))}
      </dl>
      {usual.length > 0 && (
        <details className={css.usual}>
          <summary>{t("connection.settings.usual", { count: usual.length })}</summary>
          <dl className={css.settings}>{usual.map(line)}</dl>
        </details>
      )}
      {source.origin === "file" && <p className={css.file}>{t("connection.settings.file")}</p>}
    </Panel>
  );
}

function shown(value: unknown, field: Field | null, t: Translate): string {
  if (isHidden(value) || field?.secret === true) {
    return t(isSecretSet(value) ? "connection.secret.set" : "connection.secret.unset");
  }
  const unit = field === null || field.unit === "" ? "" : ` ${field.unit}`;
  if (value === undefined || value === null || value === "") {
    const usual = field?.default;
    return typeof usual === "string" || typeof usual === "number"
      ? usual === ""
        ? "—"
        : `${usual}${unit}`
      : usual === true || usual === false
        ? t(usual ? "common.yes" : "common.no")
        : "—";
  }
  if (typeof value === "boolean") {
    return t(value ? "common.yes" : "common.no");
  }
  if (typeof value === "string" || typeof value === "number") {
    return `${value}${unit}`;
  }
  if (Array.isArray(value)) {
    const plain = value.every((item) => typeof item === "string" || typeof item === "number");
    return plain && value.length <= 5
      ? value.length === 0
        ? "—"
        : value.join(", ")
      : t.plural("connection.value.entries", value.length);
  }
  return t.plural("connection.value.entries", Object.keys(value).length);
}
