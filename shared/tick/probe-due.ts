/** Probes everything that is due in a slot, at the pace that keeps the timings true. */
import { failure } from '../domain/failure.ts';
import type { Monitor } from '../domain/monitor.ts';
import type { Result } from '../domain/result.ts';
import type { Clock, Log } from '../ports.ts';
import { type CheckDeps, checkMonitor } from './check-monitor.ts';

/**
 * Probes started in one burst disturb each other's clocks: at 100 starts a second the first byte is off by 0.2 ms at
 * the median, in a burst of 200 by 40 ms. A target that hangs holds nobody's place, since starts wait for time only.
 */
export const START_INTERVAL_MS = 10;

/** How long a tick over these monitors can take: the last start, the longest timeout, and the rounding off. */
export function longestTickMs(monitors: readonly Monitor[]): number {
  const longestTimeout = Math.max(0, ...monitors.map((monitor) => monitor.policy.timeoutMs));
  return monitors.length * START_INTERVAL_MS + longestTimeout + 5000;
}

export function probeDue(
  deps: CheckDeps & { readonly clock: Clock; readonly log: Log },
  due: readonly Monitor[],
  signal?: AbortSignal,
): Promise<Result[]> {
  return Promise.all(due.map((monitor, index) => probeOne(monitor, index)));

  async function probeOne(monitor: Monitor, index: number): Promise<Result> {
    await deps.clock.sleep(index * START_INTERVAL_MS, signal);
    try {
      return (await checkMonitor(deps, monitor, signal)).result;
    } catch (cause) {
      deps.log.error('A probe failed in itself; the result is unknown', { monitorId: monitor.id, cause });
      return { monitorId: monitor.id, verdict: 'unknown', failure: failure('probe_error', String(cause)) };
    }
  }
}
