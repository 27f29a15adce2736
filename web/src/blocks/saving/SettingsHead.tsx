/** The head of a page of settings: the way back, what it is about, and which version is in force. */

import type { ReactNode } from "react";
import { Link } from "wouter";

import { parseInstant } from "@/core/instant";
import { useI18n } from "@/i18n";
import css from "./SettingsHead.module.css";

export interface SettingsHeadProps {
  readonly title: string;
  readonly text: string;
  /** 0: as delivered. */
  readonly version: number;
  readonly since: string | null;
  /** A version that begins later is there already. */
  readonly planned: boolean;
  readonly aside?: ReactNode;
}

export function SettingsHead({ title, text, version, since, planned, aside }: SettingsHeadProps) {
  const { t, f } = useI18n();
  const from = since === null ? t("saving.from.ever") : t("saving.since", { time: f.dateTime(parseInstant(since)) });
  return (
    <header className={css.head}>
      <Link href="/settings" className={css.way}>
        {t("saving.back")}
      </Link>
      <div className={css.title}>
        <h1>{title}</h1>
        <p className="muted">{text}</p>
        <p className={css.state}>
          {version === 0 ? t("saving.starter") : `${t("saving.version", { number: version })}, ${from}`}
        </p>
        {planned && <p className={css.planned}>{t("saving.planned")}</p>}
      </div>
      <div className={css.aside}>{aside}</div>
    </header>
  );
}
