/** Spans that overlap laid over each other in levels, as alarms that stand together. Pure. */

import type { RawSpan, SpanColumns } from "./columns";
import { OPEN, toColumns } from "./columns";

/**
 * The fewest levels such that no two spans of a level overlap; a span goes to the lowest level that is free.
 *
 * At most `most` levels: what finds none free goes to the highest, cutting short what stands there, so that its
 * beginning is seen. `spans` are by start.
 */
export function stack(spans: readonly RawSpan[], most: number): readonly SpanColumns[] {
  const levels: number[][] = [];
  const free: number[] = [];
  const cut = [...spans];
  for (const [index, span] of spans.entries()) {
    let level = free.findIndex((at) => at <= span.start);
    if (level < 0) {
      level = Math.min(levels.length, most - 1);
    }
    const members = (levels[level] ??= []);
    const last = members.at(-1);
    if (last !== undefined && (free[level] ?? 0) > span.start) {
      const before = cut[last];
      if (before !== undefined) {
        cut[last] = { ...before, end: span.start };
      }
    }
    members.push(index);
    free[level] = span.end ?? OPEN;
  }
  return levels.map((members) => toColumns(cut, members));
}
