/** Cards or dense tiles: chosen by the person and kept, else by how many machines there are. */

import { useState } from "react";

export type Density = "cards" | "dense";

const STORAGE_KEY = "dispatcher.board.density";

/** From this many machines on, cards would take several screens. */
const MANY = 80;

function kept(): Density | null {
  try {
    const text = window.localStorage.getItem(STORAGE_KEY);
    return text === "cards" || text === "dense" ? text : null;
  } catch {
    return null; // storage refused by the browser's settings
  }
}

export function useDensity(machines: number): readonly [Density, (density: Density) => void] {
  const [chosen, setChosen] = useState(kept);
  const choose = (density: Density): void => {
    setChosen(density);
    try {
      window.localStorage.setItem(STORAGE_KEY, density);
    } catch {
      // as above: the choice then lives as long as the page
    }
  };
  return [chosen ?? (machines >= MANY ? "dense" : "cards"), choose];
}
