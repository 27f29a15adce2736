/** Меню и первая страница настроек. */

export const navRu = {
  "nav.board": "Табло",
  "nav.timeline": "Диаграмма",
  "nav.stops": "Простои",
  "nav.figures": "Показатели",
  "nav.losses": "Потери",
  "nav.reports": "Отчёты",
  "nav.connections": "Подключения",
  "nav.settings": "Настройки",

  "settings.title": "Настройки предприятия",
  "settings.text": "Настройка действует с указанной даты; рассчитанное до неё остаётся прежним.",
} as const;
