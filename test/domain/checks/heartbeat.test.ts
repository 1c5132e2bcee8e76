import { describe, expect, it } from 'vitest';
import {
  expectedAfter,
  type Heartbeat,
  judgeBeat,
  scheduleText,
  signalOf,
} from '../../../shared/domain/checks/heartbeat.ts';
import type { HeartbeatTarget } from '../../../shared/domain/checks/target.ts';
import { MINUTE, NOON } from '../builders.ts';

const HOUR = 60 * MINUTE;

const hourly = (change: Partial<HeartbeatTarget> = {}): HeartbeatTarget => ({
  kind: 'heartbeat',
  monitorId: 'backup',
  schedule: { periodMs: HOUR },
  graceMs: 10 * MINUTE,
  tokenHash: `sha256:${'0'.repeat(64)}`,
  ...change,
});

const nightly = hourly({ schedule: { cron: '0 3 * * *', zone: 'Europe/London' }, graceMs: 30 * MINUTE });
const at = (iso: string): number => Date.parse(iso);
const codeOf = (target: HeartbeatTarget, heartbeat: Heartbeat, slot: number) =>
  judgeBeat(target, heartbeat, slot)?.code ?? 'up';

describe('a heartbeat every hour with ten minutes of grace', () => {
  it('says nothing before the first signal of all', () => {
    expect(codeOf(hourly(), {}, NOON)).toBe('heartbeat_awaited');
  });

  it.each([
    [0, 'up'],
    [HOUR, 'up'],
    [HOUR + 10 * MINUTE, 'up'],
    [HOUR + 10 * MINUTE + 1, 'heartbeat_late'],
    [-MINUTE, 'up'],
  ])('is, %i ms after a success, %s', (afterMs, code) => {
    expect(codeOf(hourly(), { lastBeatAt: NOON }, NOON + afterMs)).toBe(code);
  });

  it('says when it was expected and when it last came', () => {
    expect(judgeBeat(hourly(), { lastBeatAt: NOON }, NOON + 2 * HOUR)?.message).toBe(
      'The heartbeat is late: expected by 2026-11-22 13:00:00 UTC, last success 2026-11-22 12:00:00 UTC.',
    );
  });

  it('is late, too, where a job only ever said that it begins', () => {
    expect(judgeBeat(hourly(), { lastStartAt: NOON }, NOON + 2 * HOUR)?.message).toBe(
      'The heartbeat is late: expected by 2026-11-22 13:00:00 UTC, last success never.',
    );
    expect(codeOf(hourly(), { lastStartAt: NOON }, NOON + HOUR)).toBe('up');
  });

  it('stays failed after a failure until a success', () => {
    const failed = { lastBeatAt: NOON, lastFailAt: NOON + MINUTE, lastExitCode: 3 };
    expect(judgeBeat(hourly(), failed, NOON + 2 * MINUTE)?.message).toBe(
      'The job reported a failure: exit code 3 came 2026-11-22 12:01:00 UTC.',
    );
    expect(codeOf(hourly(), failed, NOON + 9 * HOUR)).toBe('heartbeat_failed');
    expect(codeOf(hourly(), { ...failed, lastStartAt: NOON + 2 * MINUTE }, NOON + 3 * MINUTE)).toBe('heartbeat_failed');
    expect(codeOf(hourly(), { ...failed, lastBeatAt: NOON + 2 * MINUTE }, NOON + 3 * MINUTE)).toBe('up');
  });

  it('takes a failure and a success in the same millisecond for a failure', () => {
    expect(codeOf(hourly(), { lastBeatAt: NOON, lastFailAt: NOON }, NOON)).toBe('heartbeat_failed');
  });

  it('overruns when a run that has begun does not end in time', () => {
    const target = hourly({ maxDurationMs: 5 * MINUTE });
    const running = { lastBeatAt: NOON - HOUR, lastStartAt: NOON };
    expect(codeOf(target, running, NOON + 5 * MINUTE)).toBe('up');
    expect(judgeBeat(target, running, NOON + 5 * MINUTE + 1)?.message).toBe(
      'The job has not finished in time: started 2026-11-22 12:00:00 UTC, may take 5 min.',
    );
    expect(codeOf(target, { ...running, lastBeatAt: NOON + 7 * MINUTE }, NOON + 8 * MINUTE)).toBe('up');
    expect(codeOf(target, { ...running, lastFailAt: NOON + 7 * MINUTE }, NOON + 8 * MINUTE)).toBe('heartbeat_failed');
    expect(codeOf(hourly(), running, NOON + 9 * MINUTE)).toBe('up');
  });
});

describe('a heartbeat by a cron expression', () => {
  it('is late when the grace after the next run on the wall is over', () => {
    const beat = { lastBeatAt: at('2026-03-28T03:00:20Z') };
    expect(codeOf(nightly, beat, at('2026-03-29T02:30:00Z'))).toBe('up');
    expect(codeOf(nightly, beat, at('2026-03-29T02:31:00Z'))).toBe('heartbeat_late');
  });

  it('does not take a beat a moment too early for one of the day before', () => {
    const early = at('2026-06-01T01:59:58Z');
    expect(expectedAfter(nightly, early)).toBe(at('2026-06-02T02:00:00Z'));
    expect(expectedAfter(nightly, early - 10_000)).toBe(at('2026-06-01T02:00:00Z'));
  });

  it('is not expected at a time that the clocks skip', () => {
    const skipped = hourly({ schedule: { cron: '30 1 * * *', zone: 'Europe/London' } });
    expect(expectedAfter(skipped, at('2026-03-28T01:30:05Z'))).toBe(at('2026-03-30T00:30:00Z'));
  });
});

describe('a signal', () => {
  it.each([
    [undefined, { signal: 'success' }],
    ['', { signal: 'success' }],
    ['start', { signal: 'start' }],
    ['fail', { signal: 'fail' }],
    ['0', { signal: 'success', exitCode: 0 }],
    ['3', { signal: 'fail', exitCode: 3 }],
    ['255', { signal: 'fail', exitCode: 255 }],
    ['256', undefined],
    ['-1', undefined],
    ['1e2', undefined],
    ['stop', undefined],
  ])('of %s is %o', (text, signal) => {
    expect(signalOf(text)).toEqual(signal);
  });
});

it('a schedule is told in words', () => {
  expect(scheduleText(hourly())).toBe('every 1 h, 10 min of grace');
  expect(scheduleText(nightly)).toBe('0 3 * * * Europe/London, 30 min of grace');
});
