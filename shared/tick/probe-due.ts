/** Probes everything that is due in a slot, at the pace that keeps the timings true. */
import { failure } from '../domain/checks/failure.ts';
import type { Result } from '../domain/checks/result.ts';
import type { Monitor } from '../domain/monitor.ts';
import type { Clock, EventLoop, Log } from '../ports.ts';
import { type CheckDeps, checkMonitor } from './check-monitor.ts';
import { createPacer } from './pacer.ts';

export interface ProbeDueDeps extends CheckDeps {
  readonly clock: Clock;
  readonly log: Log;
  /** What the pace goes by; without it the loop is taken for calm. */
  readonly loop?: EventLoop;
}

/** Starts that come so much later than planned say that the timings cannot be relied on. */
const STRAIN_MS = 20;

/** A target that hangs holds nobody's place: starts wait for time only. Results come in the order of the monitors. */
export async function probeDue(
  deps: ProbeDueDeps,
  due: readonly Monitor[],
  slot?: number,
  signal?: AbortSignal,
): Promise<Result[]> {
  const pacer = createPacer(deps.clock, deps.loop, due.length);
  const running: Promise<Result>[] = [];
  for (const monitor of due) {
    if (running.length > 0) await pacer.next(due.length - running.length, signal);
    running.push(probeOne(monitor));
  }
  const results = await Promise.all(running);
  const latenessMs = pacer.latenessMs();
  if (latenessMs > STRAIN_MS) {
    // Worth knowing when timings look odd, and no reason to trouble anybody: verdicts do not hang on it.
    deps.log.info('The process was busy: the times that this tick measured may be too long', { latenessMs });
  }
  return results;

  async function probeOne(monitor: Monitor): Promise<Result> {
    try {
      return (await checkMonitor(deps, monitor, signal, slot)).result;
    } catch (cause) {
      deps.log.error('A probe failed in itself; the result is unknown', { monitorId: monitor.id, cause });
      return { monitorId: monitor.id, verdict: 'unknown', failure: failure('probe_error', String(cause)) };
    }
  }
}
