/** Columns or rows cut into shares of one whole each: how the time of a day or of a group is made up. Pure. */

export interface Share<K extends string> {
  readonly key: K;
  readonly amount: number;
  readonly start: number;
  readonly end: number;
}

/** Shares in the order of `keys`; keys without an amount are left out. `whole` 0 gives nothing. */
export function shares<K extends string>(
  amounts: ReadonlyMap<K, number>,
  keys: readonly K[],
  whole = [...amounts.values()].reduce((sum, amount) => sum + amount, 0),
): readonly Share<K>[] {
  const found: Share<K>[] = [];
  let at = 0;
  for (const key of keys) {
    const amount = amounts.get(key) ?? 0;
    if (amount > 0 && whole > 0) {
      found.push({ key, amount, start: at / whole, end: (at + amount) / whole });
      at += amount;
    }
  }
  return found;
}
