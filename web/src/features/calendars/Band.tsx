/** Shifts of one day on a band of 24 hours, their breaks as lighter bars. */

import type { CSSProperties, ReactNode } from "react";

import css from "./Band.module.css";
import { shiftLook } from "./looks";

/** A piece of the band: from and to as shares of the day. */
export interface Bar {
  readonly key: string;
  readonly from: number;
  readonly to: number;
  /** Place of the shift in its list. */
  readonly place: number;
  readonly label: string;
  readonly title: string;
  readonly breaks: readonly { readonly from: number; readonly to: number }[];
}

const at = (from: number, to: number): CSSProperties => ({ left: `${from * 100}%`, width: `${(to - from) * 100}%` });

export function Band({ bars, label }: { readonly bars: readonly Bar[]; readonly label: string }) {
  return (
    <div className={css.band} role="img" aria-label={label}>
      {bars.map((bar) => (
        <div
          key={bar.key}
          className={css.bar}
          style={{ ...shiftLook(bar.place), ...at(bar.from, bar.to) }}
          title={bar.title}
        >
          <span className={css.name}>{bar.label}</span>
          {bar.breaks.map((pause) => {
            const length = bar.to - bar.from;
            const [from, to] = [(pause.from - bar.from) / length, (pause.to - bar.from) / length];
            return <span key={pause.from} className={css.pause} style={at(from, to)} />;
          })}
        </div>
      ))}
    </div>
  );
}

const HOURS = [0, 6, 12, 18, 24] as const;

/** The hours above bands. */
export function Hours({ children }: { readonly children?: ReactNode }) {
  return (
    <div className={css.hours} aria-hidden="true">
      {HOURS.map((hour) => (
        <span key={hour} style={{ left: `${(hour / 24) * 100}%` }}>
          {hour}
        </span>
      ))}
      {children}
    </div>
  );
}
