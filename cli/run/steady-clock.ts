/**
 * The clock of a local run. It follows the machine's clock forwards, over a sleep of the machine too, but never
 * backwards: slots are numbered by time, and an hour that came twice would be an hour without checks.
 */
import { setTimeout as wait } from 'node:timers/promises';
import type { Clock } from '../../shared/ports.ts';

/** Both arguments in milliseconds: the wall clock, and one that only ever counts up. */
export function createSteadyClock(
  wall: () => number = Date.now,
  elapsed: () => number = () => performance.now(),
): Clock {
  let instant = wall();
  let measured = elapsed();
  return { now, sleep };

  function now(): number {
    const passed = elapsed() - measured;
    measured += passed;
    instant = Math.max(wall(), instant + passed);
    return Math.floor(instant);
  }
}

async function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  try {
    await wait(Math.max(0, ms), undefined, signal && { signal });
  } catch {
    // Woken early, which is what the signal is for.
  }
}
