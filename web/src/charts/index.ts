/** Charts over time: layout as pure functions, canvases as thin as they can be. */

export { AXIS_HEIGHT, drawAxis, drawGrid } from "./drawAxis";
export { ChartCanvas } from "./ChartCanvas";
export type { Brush } from "./ChartCanvas";
export type { RawSpan, SpanColumns } from "./columns";
export { NO_SPANS, OPEN, indexAt, replaceSpans, toColumns, visible } from "./columns";
export { drawLane } from "./drawLanes";
export { drawNumbers, drawTexts, drawValueAxis } from "./drawTrace";
export { Gestures, bringIntoView } from "./gestures";
export type { GestureTarget, Spot } from "./gestures";
export { usePaints, useViewport } from "./hooks";
export type { Lane, LaneHit, LaneSpec } from "./lanes";
export { heightOfLanes, hitLanes, neighbourStart, placeLanes, spanNear } from "./lanes";
export { Runs, pack } from "./pack";
export type { Look, Paints, Palette } from "./palette";
export type { Scale, ViewLimits } from "./scale";
export { atOf, lengthOf, msPerPixel, panBy, xOf, zoomAt } from "./scale";
export { stack } from "./stack";
export type { Size } from "./surface";
export type { TickUnit } from "./ticks";
export type { NumberTrace, Reached, TextTrace, Trace } from "./trace";
export { extremesIn, reachedAt, traceOf } from "./trace";
export { rangeAround } from "./valueAxis";
export type { Viewport } from "./viewport";
