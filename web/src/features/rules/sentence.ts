/** A condition as a sentence, for the list of rules. */

import type { Condition } from "./condition";
import { leafKind, opened, testOf, texts } from "./condition";
import type { StateLookup } from "@/api";
import { readSpan } from "@/core/span";
import type { Translate } from "@/i18n";

export function sentence(condition: Condition, t: Translate, states: StateLookup): string {
  const { negated, join, parts, leaf } = opened(condition);
  const inner =
    join === null
      ? leafWords(leaf, t, states)
      : parts
          .map((part) => {
            const words = sentence(part, t, states);
            return opened(part).join === null || parts.length === 1 ? words : `(${words})`;
          })
          .join(` ${t(`rules.join.${join}.word`)} `);
  return negated ? t("rules.not", { what: inner }) : inner;
}

export function spanWords(text: unknown, t: Translate): string {
  const span = readSpan(String(text));
  return span === null ? String(text) : `${String(span.amount)} ${t(`unit.${span.unit}`)}`;
}

function leafWords(leaf: Condition, t: Translate, states: StateLookup): string {
  const list = (value: unknown, word: (code: string) => string = (code) => code): string =>
    texts(value).map(word).join(", ");
  const kind = leafKind(leaf);
  const value = kind === null ? undefined : leaf[kind];
  switch (kind) {
    case null:
      return JSON.stringify(leaf);
    case "base":
    case "state":
      return t(`rules.say.${kind}`, { what: list(value, (code) => states.get(code).words[t.language]) });
    case "mode":
      return t("rules.say.mode", { what: list(value, (code) => t.known("mode", code) ?? code) });
    case "program":
      return t("rules.say.program", { what: list(value) });
    case "alarm":
      return t("rules.say.alarm", { what: alarmWords(value, t) });
    case "shift_start":
    case "shift_end":
      return t(`rules.say.${kind}`, { span: spanWords(value, t) });
    case "in_break":
    case "no_shift":
      return value === false ? t("rules.not", { what: t(`rules.leaf.${kind}`) }) : t(`rules.leaf.${kind}`);
    case "clock":
      return t("rules.say.clock", { span: texts(value).join("–") });
    case "stop":
      return stopWords(value, t);
    case "signal":
      return signalWords(leaf, t);
  }
}

function alarmWords(value: unknown, t: Translate): string {
  const { level, code, text } = (value ?? {}) as Readonly<Record<string, unknown>>;
  const levels = texts(level).map((name) => t.known("level", name.toUpperCase()) ?? name);
  const said = typeof text === "string" && text !== "" ? [`«${text}»`] : [];
  return [levels.join(", "), texts(code).join(", "), ...said].filter((part) => part !== "").join(" ");
}

function stopWords(value: unknown, t: Translate): string {
  const limits = (value ?? {}) as Readonly<Record<string, unknown>>;
  return (["longer_than", "shorter_than"] as const)
    .filter((name) => name in limits)
    .map((name) => {
      const limit = limits[name] === "micro" ? t("rules.micro.word") : spanWords(limits[name], t);
      return t(`rules.say.${name}`, { span: limit });
    })
    .join(` ${t("rules.join.all.word")} `);
}

function signalWords(leaf: Condition, t: Translate): string {
  const { signal } = leaf;
  const name = typeof signal === "string" ? signal : Object.values(signal ?? {}).join(" ");
  const test = testOf(leaf);
  const raw = leaf[test];
  const against = Array.isArray(raw) ? raw.join(", ") : test === "changed_within" ? spanWords(raw, t) : String(raw);
  return test === "unavailable"
    ? `${name} ${t(raw === false ? "rules.test.available" : "rules.test.unavailable")}`
    : `${name} ${t(`rules.test.${test}`)} ${against}`;
}
