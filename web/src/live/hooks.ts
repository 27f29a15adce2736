/** The live plant given to the screens, each part with its own narrow subscription. */

import { createContext, useCallback, useContext, useEffect, useSyncExternalStore } from "react";

import type { LiveValue, MachineSummary } from "@/api/types";
import type { LinkStatus, LiveLink } from "./link";
import type { LiveStore, ServerClock, SpansMessage } from "./store";
import type { Ticker } from "./ticker";

export interface Live {
  readonly store: LiveStore;
  readonly link: LiveLink;
  readonly clock: ServerClock;
  readonly ticker: Ticker;
}

export const LiveContext = createContext<Live | null>(null);

export function useLive(): Live {
  const value = useContext(LiveContext);
  if (value === null) {
    throw new Error("the live plant is used outside LiveProvider");
  }
  return value;
}

/** One machine's summary; re-renders only when that machine changes. */
export function useMachine(id: string): MachineSummary | undefined {
  const { store } = useLive();
  const subscribe = useCallback((listener: () => void) => store.onMachine(id, listener), [store, id]);
  return useSyncExternalStore(subscribe, () => store.machine(id));
}

/** All machines in the plant's order; re-renders when any of them changes, at most once a frame. */
export function useMachines(): readonly MachineSummary[] {
  const { store } = useLive();
  const subscribe = useCallback((listener: () => void) => store.onMachines(listener), [store]);
  return useSyncExternalStore(subscribe, () => store.machines());
}

/** Values of one machine, streamed for as long as the component is on the screen. */
export function useValues(id: string): Readonly<Record<string, LiveValue>> {
  const { store, link } = useLive();
  useEffect(() => link.watch(id), [link, id]);
  const subscribe = useCallback((listener: () => void) => store.onValues(id, listener), [store, id]);
  return useSyncExternalStore(subscribe, () => store.values(id));
}

/** Hear every correction of a machine's timeline, as it comes. */
export function useSpans(id: string, hear: (message: SpansMessage) => void): void {
  const { store } = useLive();
  useEffect(
    () =>
      store.onSpans((message) => {
        if (message.machine === id) {
          hear(message);
        }
      }),
    [store, id, hear],
  );
}

/** Hear the corrections of every machine's timeline. */
export function useAllSpans(hear: (message: SpansMessage) => void): void {
  const { store } = useLive();
  useEffect(() => store.onSpans(hear), [store, hear]);
}

export function useLinkStatus(): LinkStatus {
  const { link } = useLive();
  const subscribe = useCallback((listener: () => void) => link.onStatus(listener), [link]);
  return useSyncExternalStore(subscribe, () => link.status);
}

/** The server's time, renewed each second; for the few places that must re-render with it. */
export function useNow(): number {
  const { clock, ticker } = useLive();
  const subscribe = useCallback((listener: () => void) => ticker.subscribe(listener), [ticker]);
  return useSyncExternalStore(subscribe, () => Math.floor(clock.now() / 1_000) * 1_000);
}
