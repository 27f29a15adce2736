/** Формы по настройкам коннектора. */

export const fieldsRu = {
  "fields.required": "обязательно",
  "fields.more": {
    one: "Ещё {count} настройка",
    few: "Ещё {count} настройки",
    many: "Ещё {count} настроек",
    other: "Ещё {count} настройки",
  },
  "fields.secret.set": "Задан. Не показывается; его можно только заменить.",
  "fields.secret.change": "Изменить «{field}»",
  "fields.secret.change.short": "Изменить",
  "fields.secret.keep": "Оставить как есть",
  "fields.secret.clear": "Чтобы убрать, оставьте пустым.",
  "fields.list.help": "По одному в строке.",
  "fields.map.help": "По одному в строке: значение = слово.",
  "fields.table.help": "В виде JSON: список объектов.",
  "fields.add": "Добавить строку",
  "fields.remove": "Удалить строку {number}",
  "fields.example": "например, {example}",
  "fields.wrong.required": "Это поле нужно заполнить.",
  "fields.wrong.integer": "Здесь нужно целое число.",
  "fields.wrong.number": "Здесь нужно число.",
  "fields.wrong.minimum": "Не меньше {limit}.",
  "fields.wrong.maximum": "Не больше {limit}.",
  "fields.wrong.map": "Каждая строка должна иметь вид «значение = слово».",
  "fields.wrong.json": "Это не JSON нужного вида.",
} as const;
