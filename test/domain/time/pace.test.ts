import { describe, expect, it } from 'vitest';
import {
  CONTROL_TIMEOUT_MS,
  firstPace,
  longestTickMs,
  neededPerSecond,
  nextPace,
} from '../../../shared/domain/time/pace.ts';
import { aMonitor } from '../builders.ts';

describe('the pace of starts', () => {
  it('begins calmly for a small fleet and quickly for a large one', () => {
    expect(firstPace(10)).toBe(100);
    expect(firstPace(1000)).toBeCloseTo(666.7, 1);
  });

  it('never asks for more than a timer can do', () => {
    expect(neededPerSecond(5000, 0)).toBe(1000);
    expect(neededPerSecond(10, 1500)).toBe(1000);
  });

  it.each([
    ['rises while the loop is calm', 100, 0.1, 0, 125],
    ['rises to a limit', 900, 0.1, 0, 1000],
    ['stays where the loop is neither calm nor busy', 200, 0.3, 0, 200],
    ['falls when the loop is busy and there is time', 200, 0.5, 50, 140],
    ['does not fall below what is needed in time', 200, 0.5, 180, 180],
    ['rises under load when the last start would come too late', 200, 0.5, 400, 250],
    ['falls when the loop is overloaded, whatever is needed', 200, 0.9, 400, 140],
    ['never falls so far that a tick would not end', 55, 0.9, 400, 50],
  ])('%s', (_rule, perSecond, busy, needed, next) => {
    expect(nextPace(perSecond, busy, needed)).toBeCloseTo(next, 6);
  });

  it('tells how long a tick may take even at the slowest pace', () => {
    const monitors = Array.from({ length: 100 }, () => aMonitor());
    const { timeoutMs } = aMonitor().policy;
    expect(longestTickMs(monitors)).toBe(100 * 20 + timeoutMs + CONTROL_TIMEOUT_MS + 5000);
  });
});
