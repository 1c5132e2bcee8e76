/** How quickly probes are started, and what follows for the length of a tick. */
import type { Monitor } from './monitor.ts';

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
