/** Which lines the picture has and where: a heading for each area, a line for each machine. Pure. */

import type { MachineSummary } from "@/api/types";
import { matches } from "@/core/text";

export interface AreaLine {
  readonly kind: "area";
  readonly area: string;
  readonly count: number;
}

export interface MachineLine {
  readonly kind: "machine";
  readonly id: string;
  readonly name: string;
}

export type Line = (AreaLine | MachineLine) & {
  /** Pixels from the upper edge of the first line. */
  readonly top: number;
  readonly height: number;
};

export interface Heights {
  readonly area: number;
  readonly machine: number;
}

/** Machines of one area stand together, areas and machines in the plant's order. */
export function linesOf(machines: readonly MachineSummary[], query: string, heights: Heights): readonly Line[] {
  const byArea = new Map<string, MachineSummary[]>();
  for (const machine of machines) {
    const { id, name, area, line, manufacturer, model } = machine;
    if (query.trim() === "" || matches([id, name, area, line, manufacturer, model].join(" "), query)) {
      const members = byArea.get(area) ?? [];
      members.push(machine);
      byArea.set(area, members);
    }
  }
  const lines: Line[] = [];
  let top = 0;
  const put = (line: AreaLine | MachineLine): void => {
    const height = heights[line.kind];
    lines.push({ ...line, top, height });
    top += height;
  };
  for (const [area, members] of byArea) {
    put({ kind: "area", area, count: members.length });
    for (const { id, name } of members) {
      put({ kind: "machine", id, name });
    }
  }
  return lines;
}

export function heightOf(lines: readonly Line[]): number {
  const last = lines.at(-1);
  return last === undefined ? 0 : last.top + last.height;
}

/** Index of the line at a height, or of the last one above it; -1 above the first. */
export function lineAt(lines: readonly Line[], y: number): number {
  let [low, high] = [0, lines.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((lines[middle]?.top ?? 0) <= y) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low - 1;
}

/** Indices [first, last) of the lines that touch the pixels [top, bottom). */
export function linesWithin(lines: readonly Line[], top: number, bottom: number): readonly [number, number] {
  return [Math.max(0, lineAt(lines, top)), lineAt(lines, bottom - 1) + 1];
}
