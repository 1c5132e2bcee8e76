/** The grid of slots: how far apart ticks have to be for every interval of a fleet. Lengths in milliseconds. */
import type { Monitor } from '../monitor.ts';

const SECOND_MS = 1000;
export const MINUTE_MS = 60 * SECOND_MS;

/** What a schedule, a queue and a start of a function can keep without being late by a good part of it. */
const FINEST_MS = 10 * SECOND_MS;

/** Intervals below a minute that a deployment keeps. Any other one is rounded up to the next of these, or a minute. */
export const SHORT_INTERVALS_MS: readonly number[] = [10, 15, 20, 30].map((seconds) => seconds * SECOND_MS);

/**
 * The coarsest grid, between a second and a minute, that every interval is a multiple of. Intervals count in whole
 * seconds. For a scheduler that can start a tick whenever it likes.
 */
export function tickLengthMs(monitors: readonly Monitor[]): number {
  const seconds = monitors
    .flatMap(({ policy }) => [policy.intervalMs, policy.retryIntervalMs])
    .map((ms) => Math.max(1, Math.floor(ms / SECOND_MS)));
  const common = seconds.reduce(greatestCommonDivisor, 0);
  let tick = Math.min(common || MINUTE_MS / SECOND_MS, MINUTE_MS / SECOND_MS);
  while (common % tick !== 0) tick -= 1;
  return tick * SECOND_MS;
}

/**
 * The grid of a deployment, whose schedule fires once a minute: it divides the minute, and is ten seconds at the finest.
 * Only intervals below a minute make it finer than a minute, for each tick has its price.
 */
export function minutePartMs(monitors: readonly Monitor[]): number {
  const common = monitors
    .filter(({ policy }) => !policy.paused)
    .flatMap(({ policy }) => [policy.intervalMs, policy.retryIntervalMs])
    .filter((ms) => ms < MINUTE_MS)
    .reduce(greatestCommonDivisor, MINUTE_MS);
  return Math.max(common, FINEST_MS);
}

/** The interval itself, or the next longer one that a deployment can keep. */
export function keptIntervalMs(intervalMs: number): number {
  if (intervalMs >= MINUTE_MS) return intervalMs;
  return SHORT_INTERVALS_MS.find((short) => short >= intervalMs) ?? MINUTE_MS;
}

/** The slots of the minute that begins at `minute`. */
export const slotsOfMinute = (minute: number, tickMs: number): number[] =>
  Array.from({ length: Math.floor(MINUTE_MS / tickMs) }, (_, index) => minute + index * tickMs);

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
