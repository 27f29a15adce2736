/** Что изменилось бы на прошлом. */

export const dryRunsRu = {
  "dryRun.title": "Что было бы",
  "dryRun.period": "Проверка на последних",
  "dryRun.period.8h": "8 ч",
  "dryRun.period.24h": "24 ч",
  "dryRun.period.7d": "7 дней",
  "dryRun.period.30d": "30 дней",
  "dryRun.nothing": "Измените что-нибудь — разница на прошлом появится здесь до ввода в действие.",
  "dryRun.failed": "Проверить не удалось",
  "dryRun.same": "Ничего не учитывалось бы иначе.",
  "dryRun.sum": "Иначе учитывалось бы {time} ({machines}).",
  "dryRun.truncated": "Показаны не все интервалы.",
  "dryRun.looked": "Просмотрено: {count}.",
  "dryRun.before": "Есть",
  "dryRun.after": "Было бы",
  "dryRun.lanes": "Время станка: как есть и как было бы",
  "dryRun.lanes.failed": "Не удалось загрузить время станка",
  "dryRun.nothing.said": "ничего",
  "dryRun.undefined": "не определён",
  "dryRun.more": "и ещё {count}",
} as const;
