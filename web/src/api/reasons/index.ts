/** Settings of reasons: the tree, the rules, how stops are taken. */

export {
  usePutReasons,
  usePutRules,
  usePutStopSettings,
  useReasonRules,
  useReasonTree,
  useRulesHistory,
  useStopSettings,
  useTreeHistory,
} from "./hooks";
export type * from "./types";
