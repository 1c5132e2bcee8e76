/** One monitor's outcome in one slot, and the log entry (tick) that holds all of a run's outcomes. */
import type { Failure } from './failure.ts';
import type { Timings } from './observation.ts';
import type { Warning } from './warning.ts';

export type Verdict = 'up' | 'degraded' | 'down' | 'unknown';

export interface Result {
  readonly monitorId: string;
  readonly verdict: Verdict;
  /** Total response time in whole milliseconds; absent when no answer came. */
  readonly totalMs?: number;
  /** Present on everything but `up`. */
  readonly failure?: Failure;
  /** What will go wrong unless somebody acts. */
  readonly warning?: Warning;
  /** Evidence, kept for failures only: where the time went. */
  readonly timings?: Timings;
}

/** One scheduled run. Written once, never changed. Instants are milliseconds since the epoch. */
export interface Tick {
  readonly slot: number;
  /** The slot scheduled before this one; the fold waits for its tick, or for the instant when it can no longer come. */
  readonly previous: number;
  readonly cell: string;
  readonly region: string;
  readonly startedAt: number;
  readonly endedAt: number;
  readonly results: readonly Result[];
}
