/** What several regions together say. Who is silent has no vote. */
import type { Vantage } from './vantage.ts';
import { seesDown, seesUp } from './vantage.ts';

/** How one region sees a monitor, for people. */
export type Sight = 'up' | 'suspect' | 'down' | 'unknown' | 'silent';

/** The regions of a fleet at one instant, as one of them sees it. */
export interface Watch {
  /** The region whose results are being folded. */
  readonly region: string;
  /** All that are configured; a fleet without a list has the one that runs. */
  readonly regions: readonly string[];
  /** Those that have looked lately, the own one among them. */
  readonly fresh: readonly string[];
  /** So many must agree; a majority of the fresh ones unless it is given. */
  readonly quorum?: number;
}

/** A region that has not looked for two intervals is silent; a minute is the least, for schedulers are late. */
const SILENT_INTERVALS = 2;
const SHORTEST_INTERVAL_MS = 60_000;

/** Where a fleet is watched from. */
export interface Regions {
  /** All that look at it; none where one is alone. */
  readonly regions?: readonly string[];
  readonly quorum?: number;
}

/** The watch as `region` folds its results of `slot`, with the last slots that others have folded by then. */
export function watchAt(
  { regions, quorum }: Regions,
  region: string,
  lastSlots: ReadonlyMap<string, number>,
  slot: number,
  intervalMs: number,
): Watch {
  const silentBefore = slot - SILENT_INTERVALS * Math.max(intervalMs, SHORTEST_INTERVAL_MS);
  const all = regions ?? [region];
  const fresh = all.filter(
    (each) => each === region || (lastSlots.get(each) ?? Number.NEGATIVE_INFINITY) >= silentBefore,
  );
  return { region, regions: all, fresh, ...(quorum !== undefined && { quorum }) };
}

/** One region alone, whose word is final. */
export const loneWatch = (region: string): Watch => ({ region, regions: [region], fresh: [region] });

export const quorumOf = ({ fresh, quorum }: Watch): number => quorum ?? Math.floor(fresh.length / 2) + 1;

/** Down or up where enough fresh regions say so; neither where they disagree or know too little. */
export function verdictOf(vantages: Readonly<Record<string, Vantage>>, watch: Watch): 'up' | 'down' | 'open' {
  const fresh = watch.fresh.flatMap((region) => vantages[region] ?? []);
  const needed = quorumOf(watch);
  if (fresh.filter(seesDown).length >= needed) return 'down';
  return fresh.filter(seesUp).length >= needed ? 'up' : 'open';
}

export function sightOf(vantages: Readonly<Record<string, Vantage>>, watch: Watch): Readonly<Record<string, Sight>> {
  return Object.fromEntries(watch.regions.map((region) => [region, sightFrom(vantages[region], watch, region)]));
}

function sightFrom(vantage: Vantage | undefined, { fresh }: Watch, region: string): Sight {
  if (!fresh.includes(region)) return 'silent';
  if (!vantage || vantage.phase === 'pending') return 'unknown';
  if (seesDown(vantage)) return 'down';
  return vantage.phase === 'suspect' ? 'suspect' : 'up';
}
