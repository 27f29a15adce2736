/** One timer for every ticking text of the screen. */

export class Ticker {
  private readonly listeners = new Set<() => void>();
  private stop: (() => void) | null = null;

  private readonly every: (run: () => void) => () => void;

  /** `every` starts a repeated call and answers how to stop it. */
  constructor(every: (run: () => void) => () => void) {
    this.every = every;
  }

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    this.stop ??= this.every(() => {
      this.tick();
    });
    return () => {
      this.listeners.delete(listener);
      if (this.listeners.size === 0) {
        this.stop?.();
        this.stop = null;
      }
    };
  }

  private tick(): void {
    for (const listener of [...this.listeners]) {
      listener();
    }
  }
}
