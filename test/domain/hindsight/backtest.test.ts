import { describe, expect, it } from 'vitest';
import type { Tick } from '../../../shared/domain/checks/result.ts';
import { backtest } from '../../../shared/domain/hindsight/backtest.ts';
import { aFleet, aMonitor, aResult, MINUTE, NOON } from '../builders.ts';

/** One letter a minute. */
const ticksOf = (letters: string): Tick[] =>
  [...letters].map((letter, minute) => {
    const slot = NOON + minute * MINUTE;
    const results = [aResult(letter === 'd' ? 'down' : 'up')];
    return { slot, previous: slot - MINUTE, cell: '0of1', region: 'eu', startedAt: slot, endedAt: slot, results };
  });

const tried = (letters: string, settings: Parameters<typeof backtest>[2]) =>
  backtest(aFleet({ monitors: [aMonitor()] }), ticksOf(letters), settings, NOON + letters.length * MINUTE);

describe('other settings on the log', () => {
  it('tell how much earlier an alert would have come', () => {
    expect(tried('uuddddduuu', { failureThreshold: 2 })).toMatchObject({
      asConfigured: { incidents: 1, brief: 0, messages: 2 },
      asTried: { incidents: 1, brief: 0, messages: 2 },
      shared: 1,
      earlierMs: { median: MINUTE, most: MINUTE },
      onlyTried: 0,
      onlyConfigured: 0,
    });
  });

  it('tell which alerts would have come besides, and how many of them were brief', () => {
    expect(tried('uduuudduuudddduuu', { failureThreshold: 1 })).toMatchObject({
      asConfigured: { incidents: 1, brief: 0 },
      asTried: { incidents: 3, brief: 1 },
      onlyTried: 2,
      onlyConfigured: 0,
    });
  });

  it('tell which alerts would not have come', () => {
    expect(tried('uudddduuu', { failureThreshold: 5 })).toMatchObject({
      asTried: { incidents: 0, messages: 0 },
      shared: 0,
      onlyConfigured: 1,
    });
  });

  it('take a new threshold in a row unless it has a window', () => {
    expect(tried('ududududuu', { failureThreshold: 3 }).asTried.incidents).toBe(0);
    expect(tried('ududududuu', { failureThreshold: 3, failureWindow: 5 }).asTried.incidents).toBe(1);
  });

  it('leave alone what has a threshold of its own', () => {
    const target = { kind: 'composite', members: ['a'], atLeast: 1 } as const;
    const fleet = aFleet({ monitors: [aMonitor({ target, policy: { failureThreshold: 1 } })] });
    const { asConfigured, asTried } = backtest(fleet, ticksOf('uuduu'), { failureThreshold: 5 }, NOON + 5 * MINUTE);
    expect(asTried).toEqual(asConfigured);
  });

  it('change nothing where they are those in force', () => {
    const { asConfigured, asTried, byMonitor } = tried('uuddddduuudddduu', { failureThreshold: 3 });
    expect(asTried).toEqual(asConfigured);
    expect(byMonitor).toHaveLength(1);
  });
});
