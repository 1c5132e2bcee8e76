/** Probes everything that is due in a slot, at the pace that keeps the timings true. */
import { failure } from '../domain/failure.ts';
import type { Monitor } from '../domain/monitor.ts';
import { START_INTERVAL_MS } from '../domain/pace.ts';
import type { Result } from '../domain/result.ts';
import type { Clock, Log } from '../ports.ts';
import { type CheckDeps, checkMonitor } from './check-monitor.ts';

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
