import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cellId, isDue, isInCell, slotOf } from '../../../shared/domain/time/slot.ts';
import { aPolicy, MINUTE, NOON } from '../builders.ts';

const slots = (count: number, tickMs: number): number[] => Array.from({ length: count }, (_, i) => NOON + i * tickMs);

describe('slots', () => {
  it('are aligned instants', () => {
    expect(slotOf(NOON + 59_999, MINUTE)).toBe(NOON);
    expect(slotOf(NOON + 7_300, 5_000)).toBe(NOON + 5_000);
  });

  it('make a monitor due exactly once in each interval, whatever its id', () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 1, max: 5 }),
        (id, minutes, every) => {
          const policy = aPolicy({ intervalMs: minutes * every * MINUTE });
          const due = slots(minutes * 3, every * MINUTE).filter((slot) =>
            isDue(id, policy, false, slot, every * MINUTE),
          );
          expect(due).toHaveLength(3);
          expect((due[1] as number) - (due[0] as number)).toBe(policy.intervalMs);
        },
      ),
    );
  });

  it('keep an interval that is no multiple of the grid right on average', () => {
    const policy = aPolicy({ intervalMs: 90_000 });
    expect(slots(60, MINUTE).filter((slot) => isDue('rota', policy, false, slot, MINUTE))).toHaveLength(40);
  });

  it('look at a monitor more often while it is being confirmed', () => {
    const policy = aPolicy({ intervalMs: 5 * MINUTE, retryIntervalMs: MINUTE });
    const due = (isConfirming: boolean) =>
      slots(10, MINUTE).filter((slot) => isDue('rota', policy, isConfirming, slot, MINUTE)).length;
    expect(due(false)).toBe(2);
    expect(due(true)).toBe(10);
  });

  it('never come for a paused monitor', () => {
    const policy = aPolicy({ paused: true });
    expect(slots(10, MINUTE).some((slot) => isDue('rota', policy, true, slot, MINUTE))).toBe(false);
  });

  it('spread monitors of one interval over it', () => {
    const policy = aPolicy({ intervalMs: 5 * MINUTE });
    const counts = slots(5, MINUTE).map(
      (slot) =>
        Array.from({ length: 500 }, (_, i) => `m-${i}`).filter((id) => isDue(id, policy, false, slot, MINUTE)).length,
    );
    for (const count of counts) expect(count).toBeGreaterThan(60);
    expect(counts.reduce((a, b) => a + b)).toBe(500);
  });
});

describe('cells', () => {
  it('hold each monitor exactly once', () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 1, max: 20 }), (id, count) => {
        const cells = Array.from({ length: count }, (_, index) => ({ index, count }));
        expect(cells.filter((cell) => isInCell(cell, id))).toHaveLength(1);
      }),
    );
  });

  it('are named by their place', () => {
    expect(cellId({ index: 2, count: 20 })).toBe('2of20');
  });
});
