/** The straight line through what a soak measured. */

export interface Sample {
  readonly probes: number;
  readonly rssMib: number;
  readonly heapMib: number;
  readonly handles: number;
}

/** By least squares, for each 10,000 probes. The first fifth is left out: there the process is still warming up. */
export function slopePer10k(samples: readonly Sample[], of: keyof Sample): number {
  const steady = samples.slice(Math.floor(samples.length / 5));
  const mean = (key: keyof Sample): number => steady.reduce((sum, each) => sum + each[key], 0) / steady.length;
  const [probes, value] = [mean('probes'), mean(of)];
  const along = steady.reduce((sum, each) => sum + (each.probes - probes) * (each[of] - value), 0);
  const square = steady.reduce((sum, each) => sum + (each.probes - probes) ** 2, 0);
  return square === 0 ? 0 : (along / square) * 10_000;
}
