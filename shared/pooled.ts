/** Work on many things, a few at a time. */

/** Results in the order of the things. Rejects with the first failure, once what was begun has ended badly or well. */
export async function pooled<T, R>(things: readonly T[], atOnce: number, work: (thing: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  const queue = things.entries();
  const worker = async (): Promise<void> => {
    for (const [index, thing] of queue) results[index] = await work(thing);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, things.length) }, worker));
  return results;
}
