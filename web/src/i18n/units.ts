/** Symbols of the units that MTConnect names (Part 2, units), as each language writes them. */

import type { Language } from "./types";

type Symbol = string | Readonly<Record<Language, string>>;

const SYMBOLS: Readonly<Record<string, Symbol>> = {
  AMPERE: { en: "A", ru: "А" },
  CELSIUS: "°C",
  COUNT: { en: "pcs", ru: "шт." },
  "CUBIC_MILLIMETER/SECOND": { en: "mm³/s", ru: "мм³/с" },
  DECIBEL: { en: "dB", ru: "дБ" },
  DEGREE: "°",
  "DEGREE/SECOND": { en: "°/s", ru: "°/с" },
  "DEGREE/SECOND^2": { en: "°/s²", ru: "°/с²" },
  DEGREE_3D: "°",
  HERTZ: { en: "Hz", ru: "Гц" },
  JOULE: { en: "J", ru: "Дж" },
  KILOGRAM: { en: "kg", ru: "кг" },
  LITER: { en: "l", ru: "л" },
  "LITER/SECOND": { en: "l/s", ru: "л/с" },
  METER: { en: "m", ru: "м" },
  MICRO_RADIAN: { en: "µrad", ru: "мкрад" },
  MILLIMETER: { en: "mm", ru: "мм" },
  "MILLIMETER/REVOLUTION": { en: "mm/rev", ru: "мм/об" },
  "MILLIMETER/SECOND": { en: "mm/s", ru: "мм/с" },
  "MILLIMETER/SECOND^2": { en: "mm/s²", ru: "мм/с²" },
  MILLIMETER_3D: { en: "mm", ru: "мм" },
  NEWTON: { en: "N", ru: "Н" },
  NEWTON_METER: { en: "N·m", ru: "Н·м" },
  OHM: { en: "Ω", ru: "Ом" },
  PASCAL: { en: "Pa", ru: "Па" },
  PERCENT: "%",
  PH: "pH",
  "REVOLUTION/MINUTE": { en: "rpm", ru: "об/мин" },
  "REVOLUTION/SECOND": { en: "rev/s", ru: "об/с" },
  SECOND: { en: "s", ru: "с" },
  TESLA: { en: "T", ru: "Тл" },
  VOLT: { en: "V", ru: "В" },
  VOLT_AMPERE: { en: "VA", ru: "В·А" },
  WATT: { en: "W", ru: "Вт" },
  WATT_SECOND: { en: "W·s", ru: "Вт·с" },
  UNIT_VECTOR_3D: "",
};

/** The symbol of a unit; a unit we do not know is shown as it came, an absent one as nothing. */
export function unitSymbol(unit: string | null, language: Language): string {
  if (unit === null) {
    return "";
  }
  const symbol = SYMBOLS[unit];
  if (symbol === undefined) {
    return unit;
  }
  return typeof symbol === "string" ? symbol : symbol[language];
}
