/**
 * What the log lets one say about now: the newest evidence on each monitor, as of the last folded slot. Both views, the
 * private board and the public status, are built on it, so that they cannot disagree on facts.
 */
import type { Result } from './checks/result.ts';
import type { MonitorState } from './state.ts';

/** A result with the slot that it belongs to, in milliseconds since the epoch. */
export interface SeenResult extends Result {
  readonly slot: number;
}

/** A reading of the store, as of `slot`. */
export interface Seen {
  /** Last slot that is folded into every state; absent before the first tick. */
  readonly slot?: number;
  readonly states: ReadonlyMap<string, MonitorState>;
  /** Folded ticks of the recent past, oldest first. They reach back by `windowMs` from `slot`. */
  readonly ticks: readonly { readonly slot: number; readonly results: readonly Result[] }[];
}

/** After this many intervals without a conclusive result there is no data: neither up nor down. */
const NO_DATA_INTERVALS = 3;

/** Reading further back costs more than it tells. Monitors with longer intervals are taken at their state's word. */
const LONGEST_WINDOW_MS = 3 * 3_600_000;

/** A tick may run late by this much before the checker is said to have stopped: the scheduler has a minute's precision. */
const TICK_GRACE_MS = 60_000;
const MISSED_TICKS = 3;

/** For how long a result speaks for its monitor. Nothing is checked more often than there are ticks. */
const reachMs = (intervalMs: number, tickMs: number): number => NO_DATA_INTERVALS * Math.max(intervalMs, tickMs);

/** How far back ticks are needed to tell silence from a long interval. */
export function windowMs(intervalsMs: readonly number[], tickMs: number): number {
  return Math.min(reachMs(Math.max(0, ...intervalsMs), tickMs), LONGEST_WINDOW_MS);
}

/** The instant after which a view of `slot` says nothing about now, because later ticks should have been folded. */
export const staleAfter = (slot: number, tickMs: number): number => slot + MISSED_TICKS * tickMs + TICK_GRACE_MS;

/** Has the checker itself stopped, as far as anybody can tell? */
export const isCheckerStale = (seen: Seen, now: number, tickMs: number): boolean =>
  seen.slot === undefined || now > staleAfter(seen.slot, tickMs);

/** What the recent ticks say about one monitor. Inconclusive results (verdict `unknown`) are no evidence. */
export interface Evidence {
  /** Newest result of any kind. */
  readonly last?: SeenResult;
  /** Newest result that says something about the target. */
  readonly conclusive?: SeenResult;
  /** Newest result that was up or degraded. */
  readonly success?: SeenResult;
}

/** Evidence on every monitor that the ticks mention. */
export function gatherEvidence(seen: Seen): ReadonlyMap<string, Evidence> {
  const evidence = new Map<string, Evidence>();
  for (const { slot, results } of seen.ticks) {
    for (const result of results) {
      const last = { ...result, slot };
      const isConclusive = result.verdict !== 'unknown';
      const isSuccess = isConclusive && result.verdict !== 'down';
      evidence.set(result.monitorId, {
        ...evidence.get(result.monitorId),
        last,
        ...(isConclusive && { conclusive: last }),
        ...(isSuccess && { success: last }),
      });
    }
  }
  return evidence;
}

/** Is a result recent enough to speak for its monitor? Where the window cannot tell, it is given the benefit of the doubt. */
export function isCurrent(
  seen: Seen,
  result: SeenResult | undefined,
  { intervalMs, tickMs }: { intervalMs: number; tickMs: number },
): boolean {
  const reach = reachMs(intervalMs, tickMs);
  if (reach > LONGEST_WINDOW_MS) return true;
  return result !== undefined && seen.slot !== undefined && result.slot > seen.slot - reach;
}
