/** Asks before what was said is left behind: a link to another page, or the closing of the tab. */

import { useEffect, useState } from "react";
import { useLocation } from "wouter";

const HOME = "/connections/new";

export interface Leave {
  /** Where a person wants to go; null = nowhere. */
  readonly to: string | null;
  readonly stay: () => void;
  readonly leave: () => void;
}

/** A click that the browser would follow in this very window. */
function followed(event: MouseEvent): string | null {
  if (event.defaultPrevented || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey) {
    return null;
  }
  const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
  const href = link?.getAttribute("href") ?? "";
  const stays = link === null || link.hasAttribute("download") || link.getAttribute("target") === "_blank";
  return stays || !href.startsWith("/") || href.startsWith("/api/") ? null : href;
}

export function useLeave(begun: boolean, onLeave: () => void): Leave {
  const [to, setTo] = useState<string | null>(null);
  const [, go] = useLocation();
  useEffect(() => {
    if (!begun) {
      return undefined;
    }
    const ask = (event: MouseEvent): void => {
      const href = followed(event);
      if (href !== null && href.split("?")[0] !== HOME) {
        event.preventDefault();
        event.stopPropagation();
        setTo(href);
      }
    };
    const warn = (event: BeforeUnloadEvent): void => {
      event.preventDefault();
    };
    document.addEventListener("click", ask, { capture: true });
    window.addEventListener("beforeunload", warn);
    return () => {
      document.removeEventListener("click", ask, { capture: true });
      window.removeEventListener("beforeunload", warn);
    };
  }, [begun]);
  return {
    to,
    stay: () => {
      setTo(null);
    },
    leave: () => {
      if (to !== null) {
        onLeave();
        setTo(null);
        go(to);
      }
    },
  };
}
