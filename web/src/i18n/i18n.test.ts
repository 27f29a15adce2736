/** Both languages are whole, say the same things, and count, date and measure as their readers do. */

import { describe, expect, it } from "vitest";

import { en } from "./en";
import { describeError } from "./describeError";
import { createFormats } from "./format";
import { initialLanguage } from "./language";
import { ru } from "./ru";
import { createTranslate } from "./translate";
import type { Key, PluralForms } from "./types";
import { unitSymbol } from "./units";

const KEYS = Object.keys(en) as Key[];
const placeholders = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/gu)].map(([, name = ""]) => name).sort();
const texts = (entry: string | PluralForms): string[] => (typeof entry === "string" ? [entry] : Object.values(entry));

describe("dictionaries", () => {
  it("have the same keys in the same order", () => {
    expect(Object.keys(ru)).toEqual(KEYS);
  });

  it.each(KEYS)("say %s with the same placeholders", (key) => {
    const wanted = placeholders(texts(en[key])[0] ?? "");
    for (const text of [...texts(en[key]), ...texts(ru[key])]) {
      expect(placeholders(text)).toEqual(wanted);
      expect(text.trim()).not.toBe("");
    }
  });

  it("have every plural form their language distinguishes", () => {
    for (const [dictionary, language] of [
      [en, "en"],
      [ru, "ru"],
    ] as const) {
      const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
      for (const entry of Object.values<string | PluralForms>(dictionary)) {
        if (typeof entry !== "string") {
          expect(Object.keys(entry).sort()).toEqual([...forms].sort());
        }
      }
    }
  });

  it("are written in their own script", () => {
    const foreign = KEYS.filter((key) => texts(en[key]).some((text) => /[а-яё]/iu.test(text)));
    expect(foreign).toEqual([]);
  });
});

describe("translating", () => {
  const t = createTranslate("ru");

  it.each([
    [1, "1 станок"],
    [2, "2 станка"],
    [5, "5 станков"],
    [11, "11 станков"],
    [21, "21 станок"],
    [104, "104 станка"],
  ])("counts %i in Russian", (count, text) => {
    expect(t.plural("board.machines", count)).toBe(text);
  });

  it("fills placeholders and leaves braces of values alone", () => {
    expect(t("machine.not_found.title", { id: "{x}" })).toBe("Станка «{x}» нет");
  });

  it("says null for a code it does not know", () => {
    expect(t.known("reason", "gremlins")).toBeNull();
    expect(t.known("reason", "link_down")).toBe("Нет связи со станком");
    expect(t.known("constructor", "name")).toBeNull();
  });

  it.each(["never_seen", "link_down", "unavailable", "stale", "not_covered", "paused", "no_rule"])(
    "knows the reason %s for no data in both languages",
    (reason) => {
      expect(createTranslate("en").known("reason", reason)).not.toBeNull();
      expect(t.known("reason", reason)).not.toBeNull();
    },
  );

  it("describes a failed request by the server's own words, else by what happened", () => {
    expect(describeError({ status: 404, title: "Не найдено", detail: "Станка m9 нет" }, t)).toBe("Станка m9 нет");
    expect(describeError({ status: 502, title: "Bad Gateway", detail: "" }, t)).toBe("Сервер ответил 502. Bad Gateway");
    expect(describeError(new TypeError("failed to fetch"), t)).toBe(t("error.network"));
  });
});

describe("formats", () => {
  const at = Date.UTC(2026, 10, 23, 21, 5, 9, 120);
  const english = createFormats("en", "Europe/Moscow", createTranslate("en"));
  const russian = createFormats("ru", "Europe/Moscow", createTranslate("ru"));
  const plain = (text: string): string => text.replace(/[\u00a0\u202f]/gu, " ");

  it("show the site's wall clock, not the reader's", () => {
    expect(english.timeSeconds(at)).toBe("00:05:09");
    expect(english.timeMillis(at)).toBe("00:05:09.120");
    expect(russian.dateTime(at)).toBe("24 нояб., 00:05:09");
    expect(english.dayLabel(at)).toBe("Tue 24 Nov");
  });

  it("add the date only to what was not today at the site", () => {
    expect(english.moment(at - 60_000 * 6, at)).toBe("23 Nov, 23:59:09");
    expect(english.moment(at, at + 60_000)).toBe("00:05:09");
  });

  it("write durations in two units or one", () => {
    expect(plain(english.duration(245_000))).toBe("4 min 05 s");
    expect(plain(russian.duration(245_999))).toBe("4 мин 05 с");
    expect(plain(russian.duration(90_000_000))).toBe("1 д 1 ч");
    expect(plain(english.duration(245_000, "brief"))).toBe("4 min");
  });

  it("write numbers as the language does", () => {
    expect(plain(russian.number(12345.678, 1))).toBe("12 345,7");
    expect(english.number(12345.678, 1)).toBe("12,345.7");
    expect(plain(russian.percent(0.4213))).toBe("42,1 %");
    expect(english.measure(0.30000000000000004)).toBe("0.3");
  });

  it("know the units of the machines", () => {
    expect(unitSymbol("REVOLUTION/MINUTE", "ru")).toBe("об/мин");
    expect(unitSymbol("DEGREE", "en")).toBe("°");
    expect(unitSymbol("FURLONG/FORTNIGHT", "en")).toBe("FURLONG/FORTNIGHT");
    expect(unitSymbol(null, "en")).toBe("");
  });
});

describe("the first language", () => {
  it.each([
    ["ru", ["en-GB"], "ru"],
    [null, ["ru-RU", "en"], "ru"],
    [null, ["de-DE", "ru"], "ru"],
    [null, ["de-DE"], "en"],
    ["klingon", ["en-US"], "en"],
  ])("kept %j, preferred %j: %s", (kept, preferred, expected) => {
    expect(initialLanguage(kept, preferred)).toBe(expected);
  });
});
