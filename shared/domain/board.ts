/** The operator's view: everything that is known about each monitor. Never shown to the public; see status.ts for that. */
import type { Incident } from './incident.ts';
import type { Monitor } from './monitor.ts';
import { gatherEvidence, isCheckerStale, isCurrent, type Seen, type SeenResult } from './seen.ts';
import { openIncident, type Phase } from './state.ts';

export interface Board {
  /** Last folded slot, in milliseconds since the epoch; absent before the first tick. */
  readonly updatedAt?: number;
  /** The checker has not folded a tick for too long: what the rows say may be over. */
  readonly isStale: boolean;
  /** In the order of the configuration. */
  readonly rows: readonly BoardRow[];
}

export interface BoardRow {
  readonly monitor: Monitor;
  readonly phase: Phase;
  /** Slot at which the phase began; absent before the first result. */
  readonly since?: number;
  /** Newest result, also an inconclusive one. */
  readonly last?: SeenResult;
  /** No conclusive result for three intervals: no data. Never true of a paused or pending monitor. */
  readonly isSilent: boolean;
  readonly incident?: Incident;
}

/** The board of the configured monitors. `now` only decides whether the checker itself has stopped. */
export function privateBoard(
  monitors: readonly Monitor[],
  seen: Seen,
  { now, tickMs }: { now: number; tickMs: number },
): Board {
  const evidence = gatherEvidence(seen);
  const rows = monitors.map((monitor): BoardRow => {
    const state = seen.states.get(monitor.id);
    const phase = monitor.policy.paused ? 'paused' : (state?.phase ?? 'pending');
    const { last, conclusive } = evidence.get(monitor.id) ?? {};
    const incident = state && openIncident(state);
    const isWatched = phase !== 'paused' && phase !== 'pending';
    return {
      monitor,
      phase,
      ...(state && { since: state.since }),
      ...(last && { last }),
      isSilent: isWatched && !isCurrent(seen, conclusive, { intervalMs: monitor.policy.intervalMs, tickMs }),
      ...(incident && { incident }),
    };
  });
  return {
    ...(seen.slot !== undefined && { updatedAt: seen.slot }),
    isStale: isCheckerStale(seen, now, tickMs),
    rows,
  };
}
