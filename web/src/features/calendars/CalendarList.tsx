/** Every calendar, templates for new ones, assignments, special days. */

import { Button } from "@mantine/core";
import { Link } from "wouter";

import type { CalendarDoc, Calendars, MachineList } from "@/api";
import { parseInstant } from "@/core/instant";
import { useI18n } from "@/i18n";
import { Notice } from "@/ui/Notice";
import { Panel } from "@/ui/Panel";
import { Assignments } from "./Assignments";
import { Band } from "./Band";
import { barsOfShift } from "./bars";
import css from "./CalendarList.module.css";
import { PlantDays } from "./PlantDays";
import { scopeLabel, scopesOf } from "./scopes";
import { MARK, TEMPLATES } from "./templates";

const ROOT = "/settings/calendars";

export function CalendarList({ all, plant }: { readonly all: Calendars; readonly plant: MachineList }) {
  const { t } = useI18n();
  const templates = (
    <div className={css.templates}>
      {TEMPLATES.map((template) => (
        <Button key={template} component={Link} href={`${ROOT}/${MARK}${template}`} variant="default">
          {t(`calendars.template.${template}`)}
        </Button>
      ))}
    </div>
  );
  return (
    <div className={css.page}>
      <header>
        <Link href="/settings" className={css.back}>
          ← {t("nav.settings")}
        </Link>
        <h1>{t("calendars.title")}</h1>
      </header>
      {all.calendars.length === 0 ? (
        <Notice title={t("calendars.none.title")} text={t("calendars.none.text")} action={templates} />
      ) : (
        <>
          <ul className={css.cards}>
            {all.calendars.map((doc) => (
              <li key={doc.code}>
                <Card doc={doc} all={all} plant={plant} />
              </li>
            ))}
          </ul>
          <Panel title={t("calendars.new")}>{templates}</Panel>
          <Assignments all={all} plant={plant} key={`assignments ${all.assignments_version}`} />
          <PlantDays all={all} plant={plant} key={`days ${all.exceptions_version}`} />
        </>
      )}
    </div>
  );
}

function Card({
  doc,
  all,
  plant,
}: {
  readonly doc: CalendarDoc;
  readonly all: Calendars;
  readonly plant: MachineList;
}) {
  const { t, f, language } = useI18n();
  const scopes = scopesOf(plant, t);
  const users = all.assignments.filter(({ calendar }) => calendar === doc.code).map(({ scope }) => scope);
  const from =
    doc.effective_from === null
      ? t("calendars.ever")
      : t("calendars.since", { date: f.date(parseInstant(doc.effective_from)) });
  const country = t.known("calendars.country", doc.country);
  const title = doc.title[language];
  return (
    <Link href={`${ROOT}/${doc.code}`} className={css.card}>
      <strong className={css.name}>{title}</strong>
      <span className={css.facts}>
        {[t.plural("calendars.shifts.count", doc.shifts.length), doc.zone, country, from]
          .filter((fact) => fact !== null && fact !== "")
          .join(" · ")}
      </span>
      <Band
        label={title}
        bars={doc.shifts.flatMap((shift, place) =>
          barsOfShift(shift, place, shift.title[language], shift.title[language]).map((bar) => ({
            ...bar,
            key: `${shift.code} ${bar.key}`,
          })),
        )}
      />
      <span className="muted">
        {users.length === 0
          ? t("calendars.unused")
          : `${t("calendars.used_by")}: ${users.map((scope) => scopeLabel(scopes, scope)).join(", ")}`}
      </span>
    </Link>
  );
}
