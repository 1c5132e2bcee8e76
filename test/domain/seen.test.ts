import { describe, expect, it } from 'vitest';
import { gatherEvidence, isCheckerStale, isCurrent, windowMs } from '../../shared/domain/seen.ts';
import { aSeen } from '../status/seen-builder.ts';
import { aResult, MINUTE, NOON } from './builders.ts';

const HOUR = 60 * MINUTE;

describe('windowMs', () => {
  it('reaches back by three times the longest interval', () => {
    expect(windowMs([MINUTE, 5 * MINUTE], MINUTE)).toBe(15 * MINUTE);
  });

  it('counts in ticks where monitors ask for more checks than there are ticks', () => {
    expect(windowMs([5000], MINUTE)).toBe(3 * MINUTE);
  });

  it('never reaches back by more than three hours', () => {
    expect(windowMs([24 * HOUR], MINUTE)).toBe(3 * HOUR);
  });
});

describe('isCheckerStale', () => {
  const seen = aSeen({});

  it('is true before the first tick', () => {
    expect(isCheckerStale({ states: new Map(), ticks: [] }, NOON, MINUTE)).toBe(true);
  });

  it('allows three ticks and a minute, and not a millisecond more', () => {
    expect(isCheckerStale(seen, NOON + 4 * MINUTE, MINUTE)).toBe(false);
    expect(isCheckerStale(seen, NOON + 4 * MINUTE + 1, MINUTE)).toBe(true);
  });
});

describe('gatherEvidence', () => {
  it('tells the newest result from the newest that says something and the newest that was good', () => {
    const seen = aSeen({}, [aResult('degraded')], [aResult('down')], [aResult('unknown')]);
    expect(gatherEvidence(seen).get('rota')).toMatchObject({
      last: { verdict: 'unknown', slot: NOON },
      conclusive: { verdict: 'down', slot: NOON - MINUTE },
      success: { verdict: 'degraded', slot: NOON - 2 * MINUTE },
    });
  });

  it('keeps monitors apart', () => {
    const seen = aSeen({}, [aResult('up', 'rota'), aResult('down', 'ledger')]);
    const evidence = gatherEvidence(seen);
    expect(evidence.get('ledger')?.success).toBeUndefined();
    expect(evidence.get('rota')?.success?.totalMs).toBe(120);
  });
});

describe('isCurrent', () => {
  const seen = aSeen({});
  const at = (slot: number) => ({ ...aResult('up'), slot });
  const everyMinute = { intervalMs: MINUTE, tickMs: MINUTE };

  it('holds for less than three intervals', () => {
    expect(isCurrent(seen, at(NOON - 3 * MINUTE + 1), everyMinute)).toBe(true);
    expect(isCurrent(seen, at(NOON - 3 * MINUTE), everyMinute)).toBe(false);
  });

  it('is false without a result', () => {
    expect(isCurrent(seen, undefined, everyMinute)).toBe(false);
  });

  it('is true where ticks are not read far enough back to tell', () => {
    expect(isCurrent(seen, undefined, { intervalMs: 6 * HOUR, tickMs: MINUTE })).toBe(true);
  });
});
