/** A waterfall: from a whole, loss by loss, to what remains. Pure. */

export interface FallStep<T> {
  readonly item: T;
  /** A level is what there is at this point; a loss is what goes away before the next level. */
  readonly kind: "level" | "loss";
  readonly amount: number;
}

export interface FallBar<T> extends FallStep<T> {
  /** Ends of the bar as shares of the first level. */
  readonly start: number;
  readonly end: number;
  /** Share of the first level. */
  readonly share: number;
}

/** Each level begins at nothing; each loss hangs where the one before it ended. Losses of nothing are left out. */
export function waterfall<T>(steps: readonly FallStep<T>[]): readonly FallBar<T>[] {
  const whole = steps.find(({ kind }) => kind === "level")?.amount ?? 0;
  const bars: FallBar<T>[] = [];
  let at = whole;
  for (const step of steps) {
    if (step.kind === "level") {
      at = step.amount;
      bars.push({ ...step, start: 0, end: shareOf(at, whole), share: shareOf(at, whole) });
    } else if (step.amount !== 0) {
      // A loss below nothing is a gain (faster than the norm): its bar goes the other way.
      const [low, high] = [Math.min(at, at - step.amount), Math.max(at, at - step.amount)];
      bars.push({ ...step, start: shareOf(low, whole), end: shareOf(high, whole), share: shareOf(step.amount, whole) });
      at -= step.amount;
    }
  }
  return bars;
}

const shareOf = (amount: number, whole: number): number => (whole > 0 ? amount / whole : 0);
