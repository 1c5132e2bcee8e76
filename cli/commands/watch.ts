/** `nightjar check --watch`: one line for each check, until Ctrl-C. */

import { systemClock } from '../../shared/clock/system-clock.ts';
import type { Verdict } from '../../shared/domain/checks/result.ts';
import type { Monitor } from '../../shared/domain/monitor.ts';
import { type CheckDeps, checkMonitor } from '../../shared/tick/check-monitor.ts';
import { stopSignal } from '../run/stop-signal.ts';
import { renderCheckLine } from '../screen/check-line.ts';
import type { Paint } from '../screen/paint.ts';

const PAUSE_MS = 2000;

/** Resolves after Ctrl-C with the verdict of the last check. */
export async function watch(deps: CheckDeps, monitor: Monitor, paint: Paint): Promise<Verdict> {
  const stop = stopSignal();
  let last: Verdict = 'unknown';
  process.stdout.write(`Checking ${monitor.name} every ${PAUSE_MS / 1000} s; Ctrl-C stops.\n`);
  while (!stop.aborted) {
    const startedAt = systemClock.now();
    const check = await checkMonitor(deps, monitor, stop);
    if (stop.aborted) break;
    last = check.result.verdict;
    process.stdout.write(`${renderCheckLine(startedAt, check, paint)}\n`);
    await systemClock.sleep(PAUSE_MS, stop);
  }
  return last;
}
