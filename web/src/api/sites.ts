/** Where machines stand. */

import type { MachineList, Site } from "./types";

/** The site of a machine: the first where it names none; undefined before the plant is known. */
export function siteOf(plant: MachineList | undefined, machine: string): Site | undefined {
  const named = plant?.machines.find(({ id }) => id === machine)?.site;
  return plant?.sites.find(({ id }) => id === named) ?? plant?.site;
}
