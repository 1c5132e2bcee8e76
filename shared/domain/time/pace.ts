/** How quickly probes are started, and what follows for the length of a tick. */
import type { Monitor } from '../monitor.ts';

/**
 * Probes that are started in one burst disturb each other's clocks: of 200 at once the first byte is off by 40 ms at the
 * median, at 100 a second by 0.2 ms. So a tick begins calmly, and goes on as quickly as the event loop bears it.
 */
const FIRST_PER_SECOND = 100;

/** A timer strikes once a millisecond at most. */
const MOST_PER_SECOND = 1000;

/** Even where the loop is never calm: a tick has to end. */
const LEAST_PER_SECOND = 50;

/** The last start of a large fleet should not come later than that, so that a tick ends soon after its longest timeout. */
const STARTS_WITHIN_MS = 1500;

/** Shares of its time that the event loop is busy: up to the first timings are true, from the last on they are not. */
const CALM = 0.2;
const BUSY = 0.35;
const OVERLOADED = 0.8;

const FASTER = 1.25;
const SLOWER = 0.7;

/** Starts a second that bring the last of `left` starts in time, where `elapsedMs` have passed since the first. */
export const neededPerSecond = (left: number, elapsedMs: number): number =>
  Math.min(MOST_PER_SECOND, (left * 1000) / Math.max(1, STARTS_WITHIN_MS - elapsedMs));

/** The pace that a tick of this many probes begins with, in starts a second. */
export const firstPace = (count: number): number => Math.max(FIRST_PER_SECOND, neededPerSecond(count, 0));

/**
 * The next pace, in starts a second. While there is time the timings decide; when starts would come too late, only an
 * overloaded loop slows them down. `busy` is the share of its time, 0 to 1, that the loop was busy at this pace.
 */
export function nextPace(perSecond: number, busy: number, needed: number): number {
  if (busy > OVERLOADED) return Math.max(LEAST_PER_SECOND, perSecond * SLOWER);
  if (busy < CALM || perSecond < needed) return Math.min(MOST_PER_SECOND, perSecond * FASTER);
  if (busy > BUSY) return Math.max(LEAST_PER_SECOND, needed, perSecond * SLOWER);
  return perSecond;
}

/** How long control targets are asked, when the checker doubts its own way out. */
export const CONTROL_TIMEOUT_MS = 3000;

/** How long a tick over these monitors can take: the last start, the longest timeout, the controls, the rounding off. */
export function longestTickMs(monitors: readonly Monitor[]): number {
  const longestTimeout = Math.max(0, ...monitors.map((monitor) => monitor.policy.timeoutMs));
  return (monitors.length * 1000) / LEAST_PER_SECOND + longestTimeout + CONTROL_TIMEOUT_MS + 5000;
}
