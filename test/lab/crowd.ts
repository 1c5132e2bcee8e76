/** Many looks at once, but never more than so many. */

/** Runs `work` over the items, at most `limit` at a time; resolves to the results in the items' order. */
export function crowd<T, R>(items: readonly T[], limit: number, work: (item: T) => Promise<R>): Promise<R>[] {
  let free = limit;
  const waiting: (() => void)[] = [];
  const enter = (): Promise<void> => (free-- > 0 ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve)));
  const leave = (): void => {
    free++;
    waiting.shift()?.();
  };
  return items.map(async (item) => {
    await enter();
    try {
      return await work(item);
    } finally {
      leave();
    }
  });
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** Numbers from 0 to 1 that are the same again for the same seed. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** So many different ones, in an order of chance. */
export function pick<T>(items: readonly T[], count: number, random: () => number): T[] {
  const rest = [...items];
  const picked: T[] = [];
  while (picked.length < count && rest.length > 0) picked.push(...rest.splice(Math.floor(random() * rest.length), 1));
  return picked;
}
