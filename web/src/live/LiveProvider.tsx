/** Gives the screens the live plant, and keeps its link open while they are there. */

import { useEffect } from "react";
import type { ReactNode } from "react";

import type { Live } from "./hooks";
import { LiveContext } from "./hooks";

export function LiveProvider({ live, children }: { readonly live: Live; readonly children: ReactNode }) {
  useEffect(() => {
    live.link.start();
    return () => {
      live.link.stop();
    };
  }, [live]);
  return <LiveContext value={live}>{children}</LiveContext>;
}
