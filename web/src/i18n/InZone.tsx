/** What is inside shows its times in another zone than the rest of the pages. */

import { useMemo } from "react";
import type { ReactNode } from "react";

import { createFormats } from "./format";
import type { I18n } from "./hooks";
import { I18nContext, useI18n } from "./hooks";

export function InZone({ zone, children }: { readonly zone: string; readonly children: ReactNode }) {
  const outer = useI18n();
  const value = useMemo<I18n>(
    () => (zone === outer.f.zone ? outer : { ...outer, f: createFormats(outer.language, zone, outer.t) }),
    [outer, zone],
  );
  return <I18nContext value={value}>{children}</I18nContext>;
}
