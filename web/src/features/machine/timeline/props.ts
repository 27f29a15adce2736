/** What the machine page hands to its timeline, and what it hears back. */

import type { ReasonChoice } from "@/api/corrections";
import type { SignalInfo, StateLookup, Timeline } from "@/api";
import type { Ms, Window } from "@/core/instant";
import type { Piece } from "../time/pieces";

/** The account of the machine's time, where it is known. */
export interface TimeView {
  readonly pieces: readonly Piece[];
  readonly reasons: readonly ReasonChoice[];
  /** A piece was pointed at: to be corrected. */
  readonly onPiece: (piece: Piece) => void;
}

export interface TimelineSectionProps {
  readonly machineId: string;
  /** The period of the page; the loaded timeline covers it (or the one before, while it loads). */
  readonly window: Window;
  /** The server's time, renewed each second. */
  readonly now: Ms;
  /** All tracks of the window, corrected live. */
  readonly timeline: Timeline;
  readonly states: StateLookup;
  readonly time: TimeView;
  /** The moment being explained, or null. */
  readonly selectedAt: Ms | null;
  readonly onSelect: (at: Ms) => void;
  /** The person zoomed or panned: the page's period becomes this window. */
  readonly onWindow: (window: Window) => void;
  /** Show the whole of the period that was chosen last. */
  readonly onFit: () => void;
  /** Every signal that can be drawn. */
  readonly choices: readonly SignalInfo[];
  /** Signals to draw under the tracks on the same axis, in the order they were chosen. */
  readonly signals: readonly SignalInfo[];
  /** Draw a signal, or no longer. */
  readonly onToggleSignal: (key: string) => void;
  /** How many signals are drawn at most. */
  readonly mostSignals: number;
}
