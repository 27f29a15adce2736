/** Questions about reports: kinds, a report as page or file, saved ones. */

import type { UseMutationResult, UseQueryResult } from "@tanstack/react-query";
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import type { Query } from "../client";
import { API_BASE } from "../client";
import type { Asked, Filters } from "../figures";
import { filterQuery, rangeQuery } from "../figures";
import { useApi } from "../hooks";
import type { Report, ReportDefinition, ReportDefinitions, ReportKinds } from "./types";

export type FileForm = "pdf" | "xlsx" | "csv";

export interface ReportAsked {
  readonly report: string;
  readonly asked: Asked;
  readonly filters: Filters;
  readonly options: Readonly<Record<string, string>>;
}

const queryOf = ({ asked, filters, options }: ReportAsked): Query => ({
  ...rangeQuery(asked),
  ...filterQuery(filters),
  ...options,
});

/** Where the file of a report is fetched from; the browser keeps it under the name the server gives. */
export function reportFile(asked: ReportAsked, form: FileForm, language: string): string {
  const search = new URLSearchParams({ ...queryOf(asked), format: form, lang: language });
  return `${API_BASE}/reports/${encodeURIComponent(asked.report)}?${search.toString()}`;
}

export function useReportKinds(): UseQueryResult<ReportKinds> {
  const { client, language } = useApi();
  return useQuery({
    queryKey: ["reports", language],
    queryFn: ({ signal }) => client.get<ReportKinds>("/reports", {}, { signal }),
    staleTime: Infinity,
  });
}

export function useReport(asked: ReportAsked): UseQueryResult<Report> {
  const { client, language } = useApi();
  return useQuery({
    queryKey: ["report", language, asked],
    queryFn: ({ signal }) =>
      client.get<Report>(`/reports/${encodeURIComponent(asked.report)}`, queryOf(asked), { signal }),
    placeholderData: keepPreviousData,
  });
}

const SAVED = ["report-definitions"];

export function useSavedReports(): UseQueryResult<ReportDefinitions> {
  const { client } = useApi();
  return useQuery({
    queryKey: SAVED,
    queryFn: ({ signal }) => client.get<ReportDefinitions>("/report-definitions", {}, { signal }),
  });
}

/** Keep a report under its name. */
export function useSaveReport(): UseMutationResult<ReportDefinition, unknown, ReportDefinition> {
  const { client } = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ name, ...body }) =>
      client.send<ReportDefinition>("PUT", `/report-definitions/${encodeURIComponent(name)}`, body),
    onSuccess: () => queries.invalidateQueries({ queryKey: SAVED }),
  });
}

export function useRemoveReport(): UseMutationResult<undefined, unknown, string> {
  const { client } = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (name) => client.send<undefined>("DELETE", `/report-definitions/${encodeURIComponent(name)}`),
    onSuccess: () => queries.invalidateQueries({ queryKey: SAVED }),
  });
}
