/** Русские тексты. */

import type { Texts } from "./en";

export const ru: Texts = {
  "app.title": "Диспетчер",
  "app.subtitle": "Оборудование предприятия",
};
