/**
 * Heartbeats: jobs that report by themselves. A monitor of this kind is not looked at; it is judged, slot by slot, by
 * the last signals that came in.
 */

import type { Monitor } from '../monitor.ts';
import { durationText, utcText } from '../time/calendar.ts';
import { nextRun, parseCron } from '../time/cron.ts';
import { type Failure, failure } from './failure.ts';
import type { HeartbeatTarget } from './target.ts';

/** What a job says of itself: that it begins, or how it ended. */
export interface Beat {
  readonly signal: 'start' | 'success' | 'fail';
  /** When it came in, in milliseconds since the epoch. */
  readonly at: number;
  readonly exitCode?: number;
  /** As the job has measured it. */
  readonly durationMs?: number;
}

/** The last signals of a job; what never came is absent. Instants in ms since the epoch. */
export interface Heartbeat {
  readonly lastStartAt?: number;
  /** Last success. */
  readonly lastBeatAt?: number;
  readonly lastFailAt?: number;
  /** Of the last end that told one, as is the duration. */
  readonly lastExitCode?: number;
  readonly lastDurationMs?: number;
}

/** A signal for a path such as `start`, `fail` or the exit code `3`; nothing at all is a success. */
export function signalOf(text: string | undefined): Pick<Beat, 'signal' | 'exitCode'> | undefined {
  if (text === undefined || text === '') return { signal: 'success' };
  if (text === 'start' || text === 'fail') return { signal: text };
  const exitCode = /^\d{1,3}$/.test(text) ? Number(text) : Number.NaN;
  if (!(exitCode <= 255)) return undefined;
  return { signal: exitCode === 0 ? 'success' : 'fail', exitCode };
}

/** Clocks differ: a beat may come this long before the run that it belongs to. */
const EARLY_MS = 5000;

/** When the next success is expected after one at `last`, without the grace. In ms since the epoch. */
export function expectedAfter({ schedule }: Pick<HeartbeatTarget, 'schedule'>, last: number): number {
  if ('periodMs' in schedule) return last + schedule.periodMs;
  return nextRun(parseCron(schedule.cron), schedule.zone, last + EARLY_MS);
}

/**
 * What is wrong as of a slot; undefined when all is well. Before the first signal of all, nothing can be said.
 *
 * A run that hangs comes first, for it is the latest news; then a failure that no success has followed; then silence.
 */
export function judgeBeat(target: HeartbeatTarget, heartbeat: Heartbeat, slot: number): Failure | undefined {
  const { lastStartAt = NEVER, lastBeatAt = NEVER, lastFailAt = NEVER } = heartbeat;
  const isRunning = lastStartAt > Math.max(lastBeatAt, lastFailAt);
  const { maxDurationMs = Number.POSITIVE_INFINITY } = target;
  if (isRunning && slot > lastStartAt + maxDurationMs) {
    return failure('heartbeat_overran', `started ${utcText(lastStartAt)}, may take ${durationText(maxDurationMs)}`);
  }
  if (lastFailAt !== NEVER && lastFailAt >= lastBeatAt) return failure('heartbeat_failed', failText(heartbeat));
  const last = lastBeatAt === NEVER ? lastStartAt : lastBeatAt;
  if (last === NEVER) return failure('heartbeat_awaited');
  const expected = expectedAfter(target, last);
  return slot > expected + target.graceMs ? failure('heartbeat_late', lateText(expected, lastBeatAt)) : undefined;
}

const NEVER = Number.NEGATIVE_INFINITY;

const failText = ({ lastFailAt = 0, lastExitCode }: Heartbeat): string =>
  `${lastExitCode === undefined ? 'the failure' : `exit code ${lastExitCode}`} came ${utcText(lastFailAt)}`;

const lateText = (expected: number, lastBeatAt: number): string =>
  `expected by ${utcText(expected)}, last success ${lastBeatAt === NEVER ? 'never' : utcText(lastBeatAt)}`;

/** `every 1 h, 10 min of grace`, for people. */
export function scheduleText({ schedule, graceMs }: Pick<HeartbeatTarget, 'schedule' | 'graceMs'>): string {
  const rhythm =
    'periodMs' in schedule ? `every ${durationText(schedule.periodMs)}` : `${schedule.cron} ${schedule.zone}`;
  return `${rhythm}, ${durationText(graceMs)} of grace`;
}

/** Whose a token is. The hash is no secret: the token has too many bits to be found from it. */
export interface BeatToken {
  readonly monitorId: string;
  readonly tokenHash: string;
}

export const beatTokens = (monitors: readonly Monitor[]): BeatToken[] =>
  monitors.flatMap(({ id, target }) =>
    target.kind === 'heartbeat' ? [{ monitorId: id, tokenHash: target.tokenHash }] : [],
  );
