/** The shifts behind the line of each machine. */

import { useMemo } from "react";

import { useMachineList } from "@/api";
import type { Assignments, Shift } from "@/api/figures";
import { useAssignments, useShifts } from "@/api/figures";
import type { Window } from "@/core/instant";
import { DAY } from "@/core/instant";
import type { Band } from "./bands";
import { bandsOf, calendarOf } from "./bands";

/** In a longer window the shifts are narrower than a pixel or two. */
const LONGEST_WITH_SHIFTS = 15 * DAY;

export type BandsOf = (machine: string) => readonly Band[];

const NONE: readonly Band[] = [];
const NO_SHIFTS: readonly Shift[] = [];
const NOTHING: Assignments["assignments"] = [];

export function useBands(window: Window): BandsOf {
  const wanted = window.to - window.from <= LONGEST_WITH_SHIFTS;
  const shifts = useShifts(window, wanted).data?.shifts ?? NO_SHIFTS;
  const assignments = useAssignments(wanted).data?.assignments ?? NOTHING;
  const { data } = useMachineList();
  return useMemo(() => {
    const bands = bandsOf(wanted ? shifts : NO_SHIFTS);
    const site = data?.site.name ?? "";
    const calendars = new Map(
      (data?.machines ?? []).map((machine) => [machine.id, calendarOf(machine, assignments, site)]),
    );
    return (machine) => bands.get(calendars.get(machine) ?? "") ?? NONE;
  }, [wanted, shifts, assignments, data]);
}
