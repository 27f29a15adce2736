export type { Act, StopsAsked } from "./ask";
export type { Acting } from "./hooks";
export { useActing, useCorrectionLog, useReasonChoices, useStops, useTime } from "./hooks";
export type * from "./types";
