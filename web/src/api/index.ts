/** Questions to the server and the shapes of its answers. */

export { createClient, liveUrl } from "./client";
export type { Client, Fetch } from "./client";
export { ApiProvider } from "./ApiProvider";
export {
  useExplanation,
  useMachineDetail,
  useMachineList,
  useObservations,
  useSignals,
  useTimeline,
  useTimelineChange,
  useTimelines,
} from "./hooks";
export { stateLookup, useStates } from "./states";
export type { StateLookup } from "./states";
export { Problem, Unreachable } from "./problem";
export type * from "./types";
