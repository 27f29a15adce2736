/** What the machine page hands to its timeline, and what it hears back. */

import type { SignalInfo, StateLookup, Timeline } from "@/api";
import type { Ms, Window } from "@/core/instant";

export interface TimelineSectionProps {
  readonly machineId: string;
  /** The period of the page; the loaded timeline covers it (or the one before, while it loads). */
  readonly window: Window;
  /** The server's time, renewed each second. */
  readonly now: Ms;
  /** All tracks of the window, corrected live. */
  readonly timeline: Timeline;
  readonly states: StateLookup;
  /** The moment being explained, or null. */
  readonly selectedAt: Ms | null;
  readonly onSelect: (at: Ms) => void;
  /** The person zoomed or panned: the page's period becomes this window. */
  readonly onWindow: (window: Window) => void;
  /** Signals to draw under the tracks on the same axis, in the order they were chosen. */
  readonly signals: readonly SignalInfo[];
  readonly onRemoveSignal: (key: string) => void;
}
