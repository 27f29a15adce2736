/** Ввод настроек в действие и их версии. */

export const savingRu = {
  "saving.title": "Ввести в действие",
  "saving.from": "Действует",
  "saving.from.now": "с этого момента",
  "saving.from.date": "с указанной даты",
  "saving.from.ever": "с самого начала",
  "saving.at": "Дата и время",
  "saving.at.form": "2026-11-24 08:00",
  "saving.save": "Сохранить",
  "saving.discard": "Отменить изменения",
  "saving.history": "Версии",
  "saving.history.failed": "Не удалось загрузить версии",
  "saving.history.none": "Изменений ещё не было: действует исходный набор",
  "saving.version": "Версия {number}",
  "saving.since": "действует с {time}",
  "saving.entered": "введена {time}, {author}",
  "saving.nobody": "автор не указан",
  "saving.take": "Открыть в редакторе",
  "saving.starter": "Исходный набор",
  "saving.planned": "Уже введена версия, которая начнёт действовать позже",
  "saving.back": "← Настройки",
} as const;
