/** The sections of the office, in the order of the menu. */

import type { PlainKey } from "@/i18n";

export interface Section {
  /** Where the section begins. */
  readonly path: string;
  readonly title: PlainKey;
  /** Other beginnings of addresses that belong to it. */
  readonly also: readonly string[];
}

export const SECTIONS: readonly Section[] = [
  { path: "/", title: "nav.board", also: [] },
  { path: "/timeline", title: "nav.timeline", also: [] },
  { path: "/stops", title: "nav.stops", also: [] },
  { path: "/figures", title: "nav.figures", also: ["/losses"] },
  { path: "/reports", title: "nav.reports", also: [] },
  { path: "/connections", title: "nav.connections", also: [] },
  { path: "/settings", title: "nav.settings", also: [] },
];

const under = (path: string, beginning: string): boolean =>
  path === beginning || (beginning !== "/" && path.startsWith(`${beginning}/`));

/** The section a page belongs to, undefined for one that belongs to none (a machine). */
export function sectionOf(path: string): Section | undefined {
  return SECTIONS.find(({ path: own, also }) => [own, ...also].some((beginning) => under(path, beginning)));
}
