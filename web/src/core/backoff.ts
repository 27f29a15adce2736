/** Exponential back-off with full jitter. Pure: chance comes in as an argument. */

export interface BackoffLimits {
  readonly firstMs: number;
  readonly maxMs: number;
}

export const LIVE_BACKOFF: BackoffLimits = { firstMs: 500, maxMs: 15_000 };

/**
 * Milliseconds to wait before attempt `attempt` (0 = the first after the loss).
 *
 * `random` in [0, 1) spreads a crowd of screens that lost the same server: the wait lies between half
 * of the step and the whole of it, so that it neither hammers nor dawdles.
 */
export function backoffMs(attempt: number, random: number, limits: BackoffLimits = LIVE_BACKOFF): number {
  const step = Math.min(limits.maxMs, limits.firstMs * 2 ** Math.min(attempt, 20));
  return Math.round(step / 2 + (step / 2) * random);
}
