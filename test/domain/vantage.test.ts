import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countOf, initialVantage, observe, type Vantage } from '../../shared/domain/vantage.ts';
import { aMonitor, aResult, MINUTE, NOON } from './builders.ts';

const threeOfFive = aMonitor({ policy: { failureThreshold: 3, failureWindow: 5 } });

/** Folds one verdict a minute from noon. */
const fold = (verdicts: string, monitor = threeOfFive): Vantage =>
  [...verdicts].reduce(
    (vantage, letter, minute) =>
      observe(vantage, aResult(letter === 'd' ? 'down' : 'up'), NOON + minute * MINUTE, monitor),
    initialVantage(NOON),
  );

describe('three failures of the last five', () => {
  it.each([
    ['three in a row', 'uddd', 'down'],
    ['three with successes between', 'ududud', 'down'],
    ['three of which the first is too long ago', 'uduuudd', 'suspect'],
    ['the third as the fifth', 'dduud', 'down'],
    ['the third as the sixth', 'dduuud', 'suspect'],
    ['one failure and one success', 'du', 'suspect'],
    ['one failure and two successes: two more may still follow', 'duu', 'suspect'],
    ['one failure and three successes: it cannot be the first of three any more', 'duuu', 'up'],
    ['two failures and three successes', 'dduuu', 'up'],
  ])('%s: %s is %s', (_rule, verdicts, phase) => {
    expect(fold(verdicts).phase).toBe(phase);
  });

  it('dates the outage from the first failure that counted', () => {
    expect(fold('duuudduud')).toMatchObject({ outage: { since: NOON + 4 * MINUTE, checks: 3 } });
  });

  it('counts each slot once, and none that comes after its successor', () => {
    const once = fold('ud');
    const again = observe(once, aResult('down'), NOON + MINUTE, threeOfFive);
    expect(again).toBe(once);
    expect(observe(again, aResult('down'), NOON, threeOfFive)).toBe(once);
  });

  it('counts what counts', () => {
    expect(countOf(fold('dud'))).toBe(2);
    expect(countOf(fold('dddu'))).toBe(1);
    expect(countOf(fold('u'))).toBe(0);
  });
});

describe('a window of results', () => {
  it('is down exactly when enough of the last results of a run without an outage have failed', () => {
    fc.assert(
      fc.property(
        fc.array(fc.boolean(), { maxLength: 40 }),
        fc.integer({ min: 1, max: 4 }),
        fc.nat(4),
        (failures, failureThreshold, more) => {
          const failureWindow = failureThreshold + more;
          const monitor = aMonitor({ policy: { failureThreshold, failureWindow } });
          const reached = failures.findIndex(
            (_, at) =>
              failures.slice(Math.max(0, at + 1 - failureWindow), at + 1).filter(Boolean).length >= failureThreshold,
          );
          const seen = failures.map((isFailure) => (isFailure ? 'd' : 'u'));
          seen.forEach((_, at) => {
            if (reached !== -1 && at > reached) return;
            expect(fold(seen.slice(0, at + 1).join(''), monitor).phase === 'down').toBe(at === reached);
          });
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('of the same length as the threshold means failures in a row', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('u', 'd'), { maxLength: 30 }), (seen) => {
        const inARow = aMonitor({ policy: { failureThreshold: 3 } });
        const ofThree = aMonitor({ policy: { failureThreshold: 3, failureWindow: 3 } });
        expect(fold(seen.join(''), inARow)).toEqual(fold(seen.join(''), ofThree));
      }),
    );
  });
});
