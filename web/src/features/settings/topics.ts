/** What can be set, in the order of the page: each topic has an address below `/settings` and a page of its own. */

import type { PlainKey } from "@/i18n";

export interface Topic {
  readonly path: string;
  readonly title: PlainKey;
  readonly text: PlainKey;
}

export const TOPICS: readonly Topic[] = [
  { path: "/settings/reasons", title: "settings.reasons", text: "settings.reasons.text" },
  { path: "/settings/rules", title: "settings.rules", text: "settings.rules.text" },
  { path: "/settings/state-rules", title: "profiles.title", text: "profiles.topic" },
  { path: "/settings/stops", title: "settings.stops", text: "settings.stops.text" },
  { path: "/settings/calendars", title: "calendars.title", text: "calendars.topic" },
];
