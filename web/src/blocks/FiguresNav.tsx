/** The pages of the section "Figures": figures and losses, about the same stretch of time and part of the plant. */

import { Link, useLocation, useSearch } from "wouter";

import { useI18n } from "@/i18n";
import css from "./FiguresNav.module.css";

const PAGES = [
  { path: "/figures", title: "nav.figures" },
  { path: "/losses", title: "nav.losses" },
] as const;

/** Parameters that both pages understand. */
const SHARED = ["span", "on", "from", "to", "machines", "area", "line", "shift", "team", "program"] as const;

export function FiguresNav() {
  const { t } = useI18n();
  const [path] = useLocation();
  const search = new URLSearchParams(useSearch());
  const kept = new URLSearchParams();
  for (const name of SHARED) {
    const value = search.get(name);
    if (value !== null) {
      kept.set(name, value);
    }
  }
  const query = kept.size === 0 ? "" : `?${kept.toString()}`;
  return (
    <nav className={css.nav} aria-label={t("nav.figures")}>
      {PAGES.map((page) => (
        <Link
          key={page.path}
          href={`${page.path}${query}`}
          className={css.link}
          aria-current={path.startsWith(page.path) ? (path === page.path ? "page" : "true") : undefined}
        >
          {t(page.title)}
        </Link>
      ))}
    </nav>
  );
}
