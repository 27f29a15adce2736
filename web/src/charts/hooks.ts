/** Charts in React: one shared viewport, paints that follow the theme, the density and size of the screen. */

import { useEffect, useMemo, useState, useSyncExternalStore } from "react";

import type { Window } from "@/core/instant";
import type { Palette } from "./palette";
import { Paints } from "./palette";
import type { ViewLimits } from "./scale";
import { BROWSER_RHYTHM, Viewport } from "./viewport";

/** A viewport that follows `window` and tells `onWindow` where a person moved it. */
export function useViewport(window: Window, limits: ViewLimits, onWindow: (window: Window) => void): Viewport {
  const [viewport] = useState(() => new Viewport(window, limits, BROWSER_RHYTHM));
  useEffect(() => {
    viewport.onSettle(onWindow);
  }, [viewport, onWindow]);
  useEffect(() => {
    viewport.setLimits(limits);
    viewport.show(window);
  }, [viewport, limits, window]);
  useEffect(
    () => () => {
      viewport.dispose();
    },
    [viewport],
  );
  return viewport;
}

const SCHEME = "data-mantine-color-scheme";

const scheme = (): string => document.documentElement.getAttribute(SCHEME) ?? "";

function watchScheme(changed: () => void): () => void {
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: [SCHEME] });
  return () => {
    observer.disconnect();
  };
}

/** The colours of the theme, read anew when it changes; `read` must be stable. */
export function usePaints<T>(read: (paints: Paints, palette: Palette) => T): T {
  const current = useSyncExternalStore(watchScheme, scheme);
  return useMemo(() => {
    const paints = new Paints(current);
    const found = read(paints, paints.palette());
    paints.dispose();
    return found;
  }, [current, read]);
}
