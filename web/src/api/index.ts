/** Questions to the server and the shapes of its answers. */

export { createClient, liveUrl } from "./client";
export type { Asker, Client, Fetch, Query, RequestOptions } from "./client";
export { LONGEST_NAME, useAuthor } from "./author";
export { ApiProvider } from "./ApiProvider";
export {
  useApi,
  useExplanation,
  useMachineDetail,
  useMachineList,
  useObservations,
  useSignals,
  useTimeline,
  useTimelineChange,
  useTimelines,
} from "./hooks";
export { siteOf } from "./sites";
export { stateLookup, useStates } from "./states";
export type { StateLookup } from "./states";
export { Problem, Unreachable } from "./problem";
export type * from "./types";
