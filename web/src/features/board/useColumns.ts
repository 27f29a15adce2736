/** How many columns of tiles fit beside each other. */

import { useCallback, useState } from "react";

import type { Density } from "./useDensity";

/** Least width of a tile and the gap between two, in rem; the gap as in BoardPage.module.css. */
const TILE: Readonly<Record<Density, { width: number; gap: number }>> = {
  cards: { width: 15, gap: 0.75 },
  dense: { width: 9.75, gap: 0.5 },
};

/** Columns that fit into `width` rem; always at least one. */
export function columnsFor(width: number, density: Density): number {
  const { width: tile, gap } = TILE[density];
  return Math.max(1, Math.floor((width + gap) / (tile + gap)));
}

export interface Columns {
  /** Put it on the element whose width counts. */
  readonly ref: (element: HTMLElement | null) => (() => void) | undefined;
  readonly columns: number;
}

export function useColumns(density: Density): Columns {
  const [width, setWidth] = useState(0);
  const ref = useCallback((element: HTMLElement | null) => {
    if (element === null) {
      return undefined;
    }
    const measure = (): void => {
      const rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
      setWidth(element.clientWidth / rem);
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => {
      observer.disconnect();
    };
  }, []);
  return { ref, columns: columnsFor(width, density) };
}
