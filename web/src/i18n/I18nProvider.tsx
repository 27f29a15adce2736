/** Gives the screens their language and the site's clock. */

import { useEffect, useMemo, useState } from "react";
import type { ReactNode } from "react";

import { createFormats } from "./format";
import type { I18n } from "./hooks";
import { I18nContext } from "./hooks";
import { initialLanguage, keepLanguage, keptLanguage } from "./language";
import { createTranslate } from "./translate";
import type { Language } from "./types";

export interface I18nProviderProps {
  readonly children: ReactNode;
  readonly language?: Language;
  readonly zone?: string;
}

export function I18nProvider({ children, language: fixed, zone: givenZone }: I18nProviderProps) {
  const [language, setLanguage] = useState<Language>(
    () => fixed ?? initialLanguage(keptLanguage(), navigator.languages),
  );
  const [zone, setZone] = useState(() => givenZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone);

  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);

  const value = useMemo<I18n>(() => {
    const t = createTranslate(language);
    return {
      language,
      setLanguage: (chosen) => {
        keepLanguage(chosen);
        setLanguage(chosen);
      },
      t,
      f: createFormats(language, zone, t),
      setZone,
    };
  }, [language, zone]);

  return <I18nContext value={value}>{children}</I18nContext>;
}
