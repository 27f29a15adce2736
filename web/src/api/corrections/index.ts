export type { Act, StopsAsked } from "./ask";
export type { Acting } from "./hooks";
export { useActing, useCorrectionLog, useReasonChoices, useShifts, useStops, useTime } from "./hooks";
export type * from "./types";
