/** Who works by which calendar. */

import { ActionIcon, Button, NativeSelect } from "@mantine/core";
import { useState } from "react";

import type { CalendarAssignment, Calendars, MachineList } from "@/api";
import { useI18n } from "@/i18n";
import { Panel } from "@/ui/Panel";
import css from "./CalendarList.module.css";
import { usePutAssignments } from "./data";
import { Force } from "./Force";
import { scopeLabel, scopesOf } from "./scopes";

export function Assignments({ all, plant }: { readonly all: Calendars; readonly plant: MachineList }) {
  const { t, language } = useI18n();
  const put = usePutAssignments();
  const [draft, setDraft] = useState<readonly CalendarAssignment[] | null>(null);
  const rows = draft ?? all.assignments;
  const scopes = scopesOf(plant, t);
  const taken = new Set(rows.map(({ scope }) => scope));
  const free = scopes.filter(({ value }) => !taken.has(value));
  const calendars = all.calendars.map((doc) => ({ value: doc.code, label: doc.title[language] }));
  const set = (place: number, row: CalendarAssignment): void => {
    setDraft(rows.map((old, at) => (at === place ? row : old)));
  };
  return (
    <Panel title={t("calendars.assignments")}>
      <p className="muted">{t("calendars.assignments.text")}</p>
      <ul className={css.rows}>
        {rows.map((row, place) => (
          <li key={row.scope} className={css.row}>
            <NativeSelect
              size="sm"
              aria-label={t("calendars.scope")}
              value={row.scope}
              data={[{ value: row.scope, label: scopeLabel(scopes, row.scope) }, ...free]}
              onChange={(event) => {
                set(place, { ...row, scope: event.currentTarget.value });
              }}
            />
            <NativeSelect
              size="sm"
              aria-label={t("calendars.calendar")}
              value={row.calendar}
              data={calendars}
              onChange={(event) => {
                set(place, { ...row, calendar: event.currentTarget.value });
              }}
            />
            <ActionIcon
              variant="subtle"
              size="2.25rem"
              aria-label={`${t("calendars.remove")}: ${scopeLabel(scopes, row.scope)}`}
              onClick={() => {
                setDraft(rows.filter((_, at) => at !== place));
              }}
            >
              <span aria-hidden="true">×</span>
            </ActionIcon>
          </li>
        ))}
      </ul>
      <div className={css.foot}>
        <Button
          size="sm"
          variant="default"
          disabled={free.length === 0}
          onClick={() => {
            const [scope, calendar] = [free[0]?.value, calendars[0]?.value];
            if (scope !== undefined && calendar !== undefined) {
              setDraft([...rows, { scope, calendar }]);
            }
          }}
        >
          {t("calendars.add")}
        </Button>
        <Force
          changed={draft !== null}
          first={all.assignments_version === 0}
          busy={put.isPending}
          error={put.error}
          done={put.isSuccess}
          onDiscard={() => {
            setDraft(null);
          }}
          onForce={(from) => {
            put.mutate({ assignments: rows, effective_from: from, version: all.assignments_version });
          }}
        />
      </div>
    </Panel>
  );
}
