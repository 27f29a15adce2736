/** Accounts of time, reasons and figures. */

export { GROUPINGS, NAMED_WINDOWS, NO_FILTERS, askAccount, filterQuery, rangeQuery } from "./ask";
export type { Asked, Days, Filters, FiguresAsked, Grouping, NamedWindow, TimesAsked } from "./ask";
export {
  useAccounts,
  useAssignments,
  useCompactAccounts,
  useFigureExplanation,
  useFigures,
  useKpis,
  useLosses,
  useShifts,
  useTimes,
} from "./hooks";
export type { Fresh } from "./hooks";
export { reasonLookup, useReasons } from "./reasons";
export type { ReasonLookup } from "./reasons";
export type * from "./types";
