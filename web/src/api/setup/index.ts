/** Setting a machine up: recognise, look around, try, connect. */

export { useBrowse, useConnect, useConnectors, useRecognise, useSearch, useStartSearch } from "./hooks";
export type { Browse, ConnectWanted } from "./hooks";
export { useTrial } from "./trial";
export type { TrialShown } from "./trial";
export type * from "./types";
