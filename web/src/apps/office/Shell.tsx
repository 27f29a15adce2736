/** The frame of every office page: name, site, its clock, the live link, language and theme. */

import { SegmentedControl } from "@mantine/core";
import { useEffect, useRef } from "react";
import type { ReactNode } from "react";
import { Link, useLocation } from "wouter";

import { useMachineList } from "@/api";
import { useSources } from "@/api/sources";
import { healthOf, inTrouble } from "@/core/health";
import { LANGUAGES, useI18n } from "@/i18n";
import type { Language } from "@/i18n";
import { useLinkStatus, useNow } from "@/live";
import { LostBanner } from "./LostBanner";
import { SECTIONS, sectionOf } from "./sections";
import css from "./Shell.module.css";
import { ThemeSwitch } from "./ThemeSwitch";

const LANGUAGE_LABELS: Readonly<Record<Language, string>> = { en: "EN", ru: "РУ" };

/** How often the menu looks whether a connection is in trouble. */
const LOOKED_MS = 30_000;

function SiteClock() {
  const { t, f } = useI18n();
  const now = useNow();
  return (
    <time className={css.clock} dateTime={new Date(now).toISOString()} title={t("app.site_time", { zone: f.zone })}>
      <span className={css.day}>{f.dayLabel(now)}</span> {f.timeSeconds(now)}
    </time>
  );
}

function LinkMark() {
  const { t } = useI18n();
  const { phase } = useLinkStatus();
  const word = phase === "live" ? t("live.live") : phase === "connecting" ? t("live.connecting") : t("live.lost");
  return (
    <span className={css.link} data-phase={phase}>
      <span className={css.dot} aria-hidden="true" />
      <span className={css.linkWord}>{word}</span>
    </span>
  );
}

function LanguageSwitch() {
  const { t, language, setLanguage } = useI18n();
  return (
    <SegmentedControl
      size="sm"
      aria-label={t("app.language")}
      value={language}
      onChange={setLanguage}
      data={LANGUAGES.map((value) => ({ value, label: LANGUAGE_LABELS[value] }))}
    />
  );
}

/** How many connections are in trouble; nothing where none is. */
function Trouble() {
  const { t, f } = useI18n();
  const sources = useSources(LOOKED_MS).data?.sources ?? [];
  const count = sources.filter((source) => inTrouble(healthOf(source))).length;
  return count === 0 ? null : (
    <span className={css.trouble} title={t.plural("connections.trouble", count)}>
      <span aria-hidden="true">{f.number(count)}</span>
      <span className="visually-hidden">{t.plural("connections.trouble", count)}</span>
    </span>
  );
}

export function Shell({ children }: { readonly children: ReactNode }) {
  const { t } = useI18n();
  const site = useMachineList().data?.site;
  const [path] = useLocation();
  const current = sectionOf(path);
  const nav = useRef<HTMLElement>(null);
  useEffect(() => {
    // On a narrow screen the menu is scrolled: the chosen section must be in sight.
    const chosen = nav.current?.querySelector<HTMLElement>("[aria-current]");
    if (nav.current !== null && chosen != null) {
      nav.current.scrollLeft = chosen.offsetLeft - chosen.offsetWidth;
    }
  }, [current]);
  return (
    <div className={css.shell}>
      <a className={css.skip} href="#content">
        {t("app.skip")}
      </a>
      <header className={css.header}>
        <Link href="/" className={css.brand}>
          <svg className={css.logo} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
            <path d="M3 4h18v3H3zM3 10.5h11v3H3zM16 10.5h5v3h-5zM3 17h6v3H3zM11 17h10v3H11z" />
          </svg>
          <span className={css.brandWord}>{t("app.name")}</span>
        </Link>
        <nav ref={nav} className={css.nav} aria-label={t("app.sections")}>
          {SECTIONS.map((section) => (
            <Link
              key={section.path}
              href={section.path}
              className={css.navLink}
              aria-current={section === current ? "page" : undefined}
            >
              {t(section.title)}
              {section.path === "/connections" && <Trouble />}
            </Link>
          ))}
        </nav>
        {site !== undefined && <span className={css.site}>{site.name}</span>}
        <div className={css.tools}>
          <LinkMark />
          <SiteClock />
          <LanguageSwitch />
          <ThemeSwitch />
        </div>
      </header>
      <LostBanner />
      <main id="content" className={css.main} tabIndex={-1}>
        {children}
      </main>
    </div>
  );
}
