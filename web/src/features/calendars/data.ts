/** What the calendar pages ask and tell the server. */

import type { UseMutationResult, UseQueryResult } from "@tanstack/react-query";
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useDebouncedValue } from "@mantine/hooks";

import { useApi } from "@/api";
import type {
  CalendarAssignment,
  CalendarDoc,
  CalendarHistory,
  CalendarPreview,
  Calendars,
  DayExceptionDoc,
  ProductionCalendar,
} from "@/api";
import type { Window } from "@/core/instant";
import { toWire } from "@/core/instant";

const SETTLED_MS = 300;
const path = (code: string): string => `/calendars/${encodeURIComponent(code)}`;

export function useCalendars(): UseQueryResult<Calendars> {
  const { client } = useApi();
  return useQuery({
    queryKey: ["calendars"],
    queryFn: ({ signal }) => client.get<Calendars>("/calendars", {}, { signal }),
  });
}

export function useHistory(code: string | null): UseQueryResult<CalendarHistory> {
  const { client } = useApi();
  return useQuery({
    queryKey: ["calendars", code, "history"],
    queryFn: ({ signal }) => client.get<CalendarHistory>(`${path(code ?? "")}/history`, {}, { signal }),
    enabled: code !== null,
  });
}

export function useProduction(country: string, year: number): UseQueryResult<ProductionCalendar> {
  const { client } = useApi();
  return useQuery({
    queryKey: ["production-calendar", country, year],
    queryFn: ({ signal }) => client.get<ProductionCalendar>(`/production-calendars/${country}/${year}`, {}, { signal }),
    enabled: country !== "",
    staleTime: Infinity,
  });
}

/** What a calendar would come to in a window; asked when the writer pauses. */
export function usePreview(doc: CalendarDoc, window: Window): UseQueryResult<CalendarPreview> {
  const { client, language } = useApi();
  const [settled] = useDebouncedValue(doc, SETTLED_MS);
  return useQuery({
    queryKey: ["calendar-preview", language, window.from, window.to, settled],
    queryFn: () =>
      client.send<CalendarPreview>("POST", "/calendars/preview", {
        calendar: { ...settled, effective_from: null },
        from: toWire(window.from),
        to: toWire(window.to),
      }),
    placeholderData: keepPreviousData,
    gcTime: 30_000,
    retry: false,
  });
}

/** After a change everything that is reckoned from calendars is asked again. */
function useTold<Given, Told>(tell: (given: Given) => Promise<Told>): UseMutationResult<Told, Error, Given> {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: tell,
    onSuccess: () => queries.invalidateQueries(),
  });
}

export function usePutCalendar(): UseMutationResult<CalendarDoc, Error, CalendarDoc> {
  const { client } = useApi();
  return useTold((doc: CalendarDoc) => client.send<CalendarDoc>("PUT", path(doc.code), doc));
}

export function useRemoveCalendar(): UseMutationResult<Calendars, Error, string> {
  const { client } = useApi();
  return useTold((code: string) => client.send<Calendars>("DELETE", path(code)));
}

export interface AssignmentsGiven {
  readonly assignments: readonly CalendarAssignment[];
  readonly effective_from: string | null;
  readonly version: number;
}

export function usePutAssignments(): UseMutationResult<unknown, Error, AssignmentsGiven> {
  const { client } = useApi();
  return useTold((given: AssignmentsGiven) => client.send("PUT", "/calendar-assignments", given));
}

export interface ExceptionsGiven {
  readonly exceptions: readonly DayExceptionDoc[];
  readonly effective_from: string | null;
  readonly version: number;
}

export function usePutExceptions(): UseMutationResult<unknown, Error, ExceptionsGiven> {
  const { client } = useApi();
  return useTold((given: ExceptionsGiven) => client.send("PUT", "/calendar-exceptions", given));
}
