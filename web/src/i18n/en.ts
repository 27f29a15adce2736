/** English texts: the source. `ru.ts` is typed against it, so a missing translation does not compile. */

export const en = {
  "app.title": "Dispatcher",
  "app.subtitle": "Machines of the plant",
} as const;

export type TextKey = keyof typeof en;
export type Texts = Readonly<Record<TextKey, string>>;
