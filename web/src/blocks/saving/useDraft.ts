/** What a person changes of something loaded, until it is saved or let go. */

import { useEffect, useState } from "react";

export interface Draft<T> {
  readonly value: T;
  readonly dirty: boolean;
  readonly change: (next: T) => void;
  readonly discard: () => void;
}

/** `loaded` must be plain data. A newly loaded version shows at once where nothing was changed. */
export function useDraft<T>(loaded: T): Draft<T> {
  const [draft, setDraft] = useState<T | undefined>(undefined);
  const value = draft ?? loaded;
  const dirty = draft !== undefined && JSON.stringify(draft) !== JSON.stringify(loaded);
  useEffect(() => {
    if (!dirty) {
      return undefined;
    }
    const hold = (event: BeforeUnloadEvent): void => {
      event.preventDefault();
    };
    window.addEventListener("beforeunload", hold);
    return () => {
      window.removeEventListener("beforeunload", hold);
    };
  }, [dirty]);
  return {
    value,
    dirty,
    change: setDraft,
    discard: () => {
      setDraft(undefined);
    },
  };
}
