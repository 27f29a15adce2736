/** The plant's present, live. */

export { browserLive } from "./browser";
export { LiveProvider } from "./LiveProvider";
export { useAllSpans, useLinkStatus, useLive, useMachine, useMachines, useNow, useSpans, useValues } from "./hooks";
export type { Live } from "./hooks";
export { Elapsed } from "./Elapsed";
export type { LinkStatus } from "./link";
export type { SpansMessage } from "./store";
export type { Transport } from "./transport";
export { webSocketTransport } from "./ws";
