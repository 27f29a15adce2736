/** Where time lies on the timeline: right of the names, the same for the lanes and every curve. */

/** Room for the names of the lanes and the values of the curves, in units (1/16 rem). */
const GUTTER = 92;
const NARROW_GUTTER = 68;
/** Air at the right, for the mark of the present and half a label. */
const MARGIN = 8;
/** A chart narrower than this, in units, keeps less of it for names. As in TimelineSection.module.css. */
const NARROW = 560;

export interface Area {
  readonly left: number;
  readonly width: number;
}

/** `width` pixels of the whole chart; `unit` pixels of a unit. */
export function areaOf(width: number, unit: number): Area {
  const left = (width < NARROW * unit ? NARROW_GUTTER : GUTTER) * unit;
  return { left, width: Math.max(1, width - left - MARGIN * unit) };
}

/** Pixels of a unit now. */
export function unitNow(): number {
  return (parseFloat(getComputedStyle(document.documentElement).fontSize) || 16) / 16;
}
