/** Forms made of a connector's settings. */

export const fieldsEn = {
  "fields.required": "required",
  "fields.more": { one: "{count} more setting", other: "{count} more settings" },
  "fields.secret.set": "Set. It is not shown; it can only be replaced.",
  "fields.secret.change": "Change “{field}”",
  "fields.secret.change.short": "Change",
  "fields.secret.keep": "Leave as it is",
  "fields.secret.clear": "Leave empty to take it away.",
  "fields.list.help": "One per line.",
  "fields.map.help": "One per line: value = word.",
  "fields.table.help": "As JSON: a list of objects.",
  "fields.add": "Add a line",
  "fields.remove": "Remove line {number}",
  "fields.example": "for example {example}",
  "fields.wrong.required": "This has to be filled in.",
  "fields.wrong.integer": "A whole number is wanted here.",
  "fields.wrong.number": "A number is wanted here.",
  "fields.wrong.minimum": "At least {limit}.",
  "fields.wrong.maximum": "At most {limit}.",
  "fields.wrong.map": "Each line wants the form “value = word”.",
  "fields.wrong.json": "This is not JSON of the shape wanted here.",
} as const;
