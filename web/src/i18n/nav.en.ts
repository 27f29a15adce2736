/** The menu, and the front page of the settings. */

export const navEn = {
  "nav.board": "Board",
  "nav.timeline": "Timeline",
  "nav.stops": "Stops",
  "nav.figures": "Figures",
  "nav.losses": "Losses",
  "nav.reports": "Reports",
  "nav.connections": "Connections",
  "nav.settings": "Settings",

  "settings.title": "Settings of the plant",
  "settings.text": "What is set here takes effect from a date; what was reckoned before stays as it was.",
} as const;
