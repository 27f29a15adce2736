/** Who sits at this screen, as he names himself, until people sign in. Kept in this browser. */

import { useSyncExternalStore } from "react";

const STORED = "dispatcher.author";
/** As the server keeps it. */
export const LONGEST_NAME = 100;

const listeners = new Set<() => void>();

export function readAuthor(): string {
  try {
    return window.localStorage.getItem(STORED) ?? "";
  } catch {
    return ""; // a browser that keeps nothing
  }
}

function write(name: string): void {
  try {
    window.localStorage.setItem(STORED, name.slice(0, LONGEST_NAME));
  } catch {
    return; // as above: the name then has to be typed again
  }
  for (const listener of listeners) {
    listener();
  }
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener("storage", listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener("storage", listener);
  };
}

export function useAuthor(): readonly [name: string, setName: (name: string) => void] {
  return [useSyncExternalStore(subscribe, readAuthor), write];
}
