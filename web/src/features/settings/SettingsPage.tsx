/** The front page of the settings: what can be set, and what for. */

import { Link } from "wouter";

import { useI18n } from "@/i18n";
import css from "./SettingsPage.module.css";
import { TOPICS } from "./topics";

export function SettingsPage() {
  const { t } = useI18n();
  return (
    <div className={css.page}>
      <h1>{t("settings.title")}</h1>
      <p className="muted">{t("settings.text")}</p>
      <ul className={css.topics}>
        {TOPICS.map(({ path, title, text }) => (
          <li key={path}>
            <Link href={path} className={css.topic}>
              <strong>{t(title)}</strong>
              <span className="muted">{t(text)}</span>
            </Link>
          </li>
        ))}
      </ul>
    </div>
  );
}
