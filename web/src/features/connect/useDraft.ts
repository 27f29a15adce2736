/** The draft of the wizard, kept as long as the application is open: leaving by the browser's back loses nothing. */

import type { QueryClient } from "@tanstack/react-query";
import { useQueryClient } from "@tanstack/react-query";
import { useSyncExternalStore } from "react";

import type { Draft } from "./draft";
import { EMPTY } from "./draft";

export type Change = (part: Partial<Draft> | ((draft: Draft) => Draft)) => void;

class DraftStore {
  draft = EMPTY;
  private readonly listeners = new Set<() => void>();

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
    };
  };

  readonly change: Change = (part) => {
    this.draft = typeof part === "function" ? part(this.draft) : { ...this.draft, ...part };
    for (const listener of this.listeners) {
      listener();
    }
  };

  readonly forget = (): void => {
    this.change(EMPTY);
  };
}

/** One draft an application, and its client of queries is the application's only one. Never on a disk: it has secrets. */
const stores = new WeakMap<QueryClient, DraftStore>();

function storeOf(application: QueryClient): DraftStore {
  const store = stores.get(application) ?? new DraftStore();
  stores.set(application, store);
  return store;
}

export function useDraft(): readonly [draft: Draft, change: Change, forget: () => void] {
  const store = storeOf(useQueryClient());
  const draft = useSyncExternalStore(store.subscribe, () => store.draft);
  return [draft, store.change, store.forget];
}
