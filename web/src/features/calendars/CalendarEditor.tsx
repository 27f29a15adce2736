/** One calendar: what it says on the left, what it comes to on the right. */

import { Button } from "@mantine/core";
import { useState } from "react";
import { Link, useLocation } from "wouter";

import type { CalendarDoc, Calendars, MachineList } from "@/api";
import { InZone, describeError, useI18n } from "@/i18n";
import { Panel } from "@/ui/Panel";
import { Basics } from "./Basics";
import css from "./CalendarEditor.module.css";
import { usePutAssignments, usePutCalendar, useRemoveCalendar } from "./data";
import { Force } from "./Force";
import { History } from "./History";
import { Patterns } from "./Patterns";
import { Preview } from "./Preview";
import { scopesOf } from "./scopes";
import { Shifts } from "./Shifts";
import { Year } from "./Year";

const ROOT = "/settings/calendars";

export interface CalendarEditorProps {
  /** As the server holds it; undefined for a new one. */
  readonly stored: CalendarDoc | undefined;
  readonly start: CalendarDoc;
  readonly plant: MachineList;
  readonly all: Calendars;
}

export function CalendarEditor({ stored, start, plant, all }: CalendarEditorProps) {
  const { t, language } = useI18n();
  const [doc, setDoc] = useState(start);
  // The version that is edited: whoever else puts one in force meanwhile is not overwritten, the server says so.
  const [seen, setSeen] = useState(start.version ?? 0);
  const [assign, setAssign] = useState(all.assignments.length === 0);
  const [, go] = useLocation();
  const put = usePutCalendar();
  const assigning = usePutAssignments();
  const removing = useRemoveCalendar();
  const fresh = stored === undefined;
  const changed = fresh || said(doc) !== said(start);
  const zone = doc.zone === "" ? plant.site.time_zone : doc.zone;

  const force = (from: string | null): void => {
    put.mutate(
      { ...doc, effective_from: from, version: seen },
      {
        onSuccess: (told) => {
          setSeen(told.version ?? 0);
          if (fresh && assign) {
            assigning.mutate({
              assignments: [...all.assignments, { scope: "", calendar: told.code }],
              effective_from: from,
              version: all.assignments_version,
            });
          }
          go(`${ROOT}/${told.code}`, { replace: true });
        },
      },
    );
  };
  return (
    <InZone zone={knownZone(zone) ? zone : plant.site.time_zone}>
      <div className={css.page}>
        <header className={css.head}>
          <div>
            <Link href={ROOT} className={css.back}>
              ← {t("calendars.back")}
            </Link>
            <h1>{doc.title[language] === "" ? doc.code : doc.title[language]}</h1>
          </div>
        </header>
        <div className={css.columns}>
          <div className={css.main}>
            <Panel title={t("calendars.basics")}>
              <Basics doc={doc} fresh={fresh} zone={plant.site.time_zone} onChange={setDoc} />
            </Panel>
            <Panel title={t("calendars.shifts")}>
              <Shifts doc={doc} onChange={setDoc} />
            </Panel>
            <Panel title={t("calendars.patterns")}>
              <Patterns doc={doc} onChange={setDoc} />
            </Panel>
            <Year doc={doc} scopes={scopesOf(plant, t)} onChange={setDoc} />
            {!fresh && <History code={doc.code} />}
          </div>
          <aside className={css.aside}>
            <Panel title={t("calendars.force")}>
              {fresh && all.assignments.every(({ scope }) => scope !== "") && (
                <label className={css.assign}>
                  <input
                    type="checkbox"
                    checked={assign}
                    onChange={() => {
                      setAssign(!assign);
                    }}
                  />
                  {t("calendars.force.assign")}
                </label>
              )}
              <Force
                changed={changed}
                first={fresh}
                busy={put.isPending}
                error={put.error ?? assigning.error}
                done={put.isSuccess}
                onForce={force}
                onDiscard={
                  fresh
                    ? undefined
                    : () => {
                        setDoc(start);
                        setSeen(start.version ?? 0);
                      }
                }
              />
            </Panel>
            <Preview doc={doc} />
            {!fresh && (
              <div className={css.remove}>
                <Button
                  size="sm"
                  variant="default"
                  loading={removing.isPending}
                  onClick={() => {
                    removing.mutate(doc.code, {
                      onSuccess: () => {
                        go(ROOT);
                      },
                    });
                  }}
                >
                  {t("calendars.delete")}
                </Button>
                {removing.error !== null && (
                  <p className={css.error} role="alert">
                    {describeError(removing.error, t)}
                  </p>
                )}
              </div>
            )}
          </aside>
        </div>
      </div>
    </InZone>
  );
}

/** What a document says, without its date and version. */
const said = (doc: CalendarDoc): string => JSON.stringify({ ...doc, effective_from: null, version: null });

/** While a zone is typed it is none: the formats would throw. */
function knownZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}
