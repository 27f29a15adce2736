/** Reports. */

export { reportFile, useRemoveReport, useReport, useReportKinds, useSaveReport, useSavedReports } from "./hooks";
export type { FileForm, ReportAsked } from "./hooks";
export type * from "./types";
