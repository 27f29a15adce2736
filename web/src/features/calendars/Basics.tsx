/** Name, zone, country, and whose shared time is. */

import { NativeSelect, TextInput } from "@mantine/core";

import { memo } from "react";
import type { Dispatch, SetStateAction } from "react";

import type { CalendarDoc } from "@/api";
import { useI18n } from "@/i18n";
import css from "./CalendarEditor.module.css";

const OVERLAPS = ["forbidden", "earlier", "later"] as const;
const COUNTRIES = ["RU", "BY"] as const;

export interface BasicsProps {
  readonly doc: CalendarDoc;
  readonly fresh: boolean;
  /** That of the site. */
  readonly zone: string;
  readonly onChange: Dispatch<SetStateAction<CalendarDoc>>;
}

export function Basics({ doc, fresh, zone, onChange }: BasicsProps) {
  const { t } = useI18n();
  return (
    <div className={css.grid}>
      {(["ru", "en"] as const).map((language) => (
        <TextInput
          key={language}
          size="sm"
          label={t(`calendars.name.${language}`)}
          maxLength={200}
          value={doc.title[language]}
          onChange={(event) => {
            onChange({ ...doc, title: { ...doc.title, [language]: event.currentTarget.value } });
          }}
        />
      ))}
      <TextInput
        size="sm"
        label={t("calendars.code")}
        maxLength={64}
        readOnly={!fresh}
        value={doc.code}
        onChange={(event) => {
          onChange({ ...doc, code: event.currentTarget.value });
        }}
      />
      <NativeSelect
        size="sm"
        label={t("calendars.country")}
        value={doc.country}
        data={[
          { value: "", label: t("calendars.country.none") },
          ...COUNTRIES.map((value) => ({ value, label: t(`calendars.country.${value}`) })),
        ]}
        onChange={(event) => {
          onChange({ ...doc, country: event.currentTarget.value });
        }}
      />
      <Zone chosen={doc.zone} site={zone} onChange={onChange} />
      <NativeSelect
        size="sm"
        label={t("calendars.overlap")}
        value={doc.overlap}
        data={OVERLAPS.map((value) => ({ value, label: t(`calendars.overlap.${value}`) }))}
        onChange={(event) => {
          onChange({ ...doc, overlap: event.currentTarget.value });
        }}
      />
    </div>
  );
}

interface ZoneProps {
  readonly chosen: string;
  readonly site: string;
  readonly onChange: Dispatch<SetStateAction<CalendarDoc>>;
}

/** Some four hundred zones: drawn anew only when another one is chosen. */
const Zone = memo(function Zone({ chosen, site, onChange }: ZoneProps) {
  const { t } = useI18n();
  const known = new Set([chosen, ...Intl.supportedValuesOf("timeZone")]);
  known.delete("");
  return (
    <NativeSelect
      size="sm"
      label={t("calendars.zone")}
      value={chosen}
      data={[{ value: "", label: `${t("calendars.zone.site")} (${site})` }, ...known]}
      onChange={(event) => {
        const zone = event.currentTarget.value;
        onChange((doc) => ({ ...doc, zone }));
      }}
    />
  );
});
