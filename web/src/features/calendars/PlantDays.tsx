/** Special days of parts of the plant, beyond the exceptions of the calendars. */

import { ActionIcon, Button, TextInput } from "@mantine/core";
import { useState } from "react";

import type { Calendars, DayExceptionDoc, MachineList } from "@/api";
import { toDateInput } from "@/core/zone";
import { useI18n } from "@/i18n";
import { useLive } from "@/live";
import { Panel } from "@/ui/Panel";
import table from "@/ui/table.module.css";
import css from "./CalendarList.module.css";
import { usePutExceptions } from "./data";
import { DayEditor } from "./DayEditor";
import { describeDay } from "./describeDay";
import { withException, withoutException } from "./draft";
import { Force } from "./Force";
import { scopeLabel, scopesOf } from "./scopes";

export function PlantDays({ all, plant }: { readonly all: Calendars; readonly plant: MachineList }) {
  const { t, f, language } = useI18n();
  const { clock } = useLive();
  const put = usePutExceptions();
  const [draft, setDraft] = useState<readonly DayExceptionDoc[] | null>(null);
  const [day, setDay] = useState<string | null>(null);
  const items = draft ?? all.exceptions;
  const scopes = scopesOf(plant, t);
  const shifts = [...new Map(all.calendars.flatMap((doc) => doc.shifts).map((shift) => [shift.code, shift])).values()];
  return (
    <Panel title={t("calendars.plant_exceptions")}>
      <p className="muted">{t("calendars.plant_exceptions.text")}</p>
      {items.length === 0 ? (
        <p>{t("calendars.plant_exceptions.none")}</p>
      ) : (
        <table className={table.table}>
          <thead>
            <tr>
              <th scope="col">{t("calendars.day")}</th>
              <th scope="col">{t("calendars.scope")}</th>
              <th scope="col">{t("calendars.works")}</th>
              <th aria-label={t("calendars.remove")} />
            </tr>
          </thead>
          <tbody>
            {items.map((item) => (
              <tr key={`${item.day} ${item.scope}`}>
                <td>
                  <button
                    type="button"
                    className={table.moment}
                    onClick={() => {
                      setDay(item.day);
                    }}
                  >
                    {item.day}
                  </button>
                </td>
                <td>{scopeLabel(scopes, item.scope)}</td>
                <td>{describeDay(item, shifts, t, language)}</td>
                <td>
                  <ActionIcon
                    variant="subtle"
                    size="2.25rem"
                    aria-label={`${t("calendars.remove")}: ${item.day}, ${scopeLabel(scopes, item.scope)}`}
                    onClick={() => {
                      setDraft(withoutException(items, item.day, item.scope));
                    }}
                  >
                    <span aria-hidden="true">×</span>
                  </ActionIcon>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {day !== null && (
        <>
          <TextInput
            type="date"
            size="sm"
            w="12rem"
            mt="md"
            label={t("calendars.day")}
            value={day}
            onChange={(event) => {
              setDay(event.currentTarget.value === "" ? day : event.currentTarget.value);
            }}
          />
          <DayEditor
            key={day}
            day={day}
            items={items}
            shifts={shifts}
            scopes={scopes}
            onClose={() => {
              setDay(null);
            }}
            onSet={(item) => {
              setDraft(withException(items, item));
            }}
            onClear={(scope) => {
              setDraft(withoutException(items, day, scope));
            }}
          />
        </>
      )}
      <div className={css.foot}>
        <Button
          size="sm"
          variant="default"
          disabled={day !== null}
          onClick={() => {
            setDay(toDateInput(clock.now(), f.zone));
          }}
        >
          {t("calendars.add")}
        </Button>
        <Force
          changed={draft !== null}
          first={all.exceptions_version === 0}
          busy={put.isPending}
          error={put.error}
          done={put.isSuccess}
          onDiscard={() => {
            setDraft(null);
          }}
          onForce={(from) => {
            put.mutate({ exceptions: items, effective_from: from, version: all.exceptions_version });
          }}
        />
      </div>
    </Panel>
  );
}
