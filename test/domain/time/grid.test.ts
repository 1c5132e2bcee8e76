import { describe, expect, it } from 'vitest';
import type { Monitor } from '../../../shared/domain/monitor.ts';
import { keptIntervalMs, minutePartMs, slotsOfMinute, tickLengthMs } from '../../../shared/domain/time/grid.ts';
import { isDue } from '../../../shared/domain/time/slot.ts';
import { aMonitor, MINUTE, NOON } from '../builders.ts';

const monitor = (intervalMs: number, retryIntervalMs = intervalMs): Monitor =>
  aMonitor({ policy: { intervalMs, retryIntervalMs } });

describe('the length of a tick', () => {
  it.each([
    ['one monitor', [monitor(300_000, 60_000)], 60_000],
    ['two that share a divisor', [monitor(10_000), monitor(4000)], 2000],
    ['two that share none', [monitor(7000), monitor(5000)], 1000],
    ['hours, which are cut into minutes', [monitor(7_200_000, 3_600_000)], 60_000],
    ['a minute and a half, which no minute divides', [monitor(90_000)], 45_000],
    ['less than a second, which is too fine', [monitor(500)], 1000],
    ['parts of a second, which do not count', [monitor(2500)], 2000],
    ['no monitor at all', [], 60_000],
  ])('suits %s', (_name, monitors, expected) => {
    expect(tickLengthMs(monitors)).toBe(expected);
  });
});

describe('the grid of a deployment', () => {
  it.each([
    ['is the minute for whole minutes', [monitor(MINUTE), monitor(5 * MINUTE, MINUTE)], 60_000],
    ['is the minute for anything longer than one', [monitor(90_000), monitor(61_000)], 60_000],
    ['is the interval that is shorter', [monitor(30_000), monitor(5 * MINUTE, MINUTE)], 30_000],
    ['follows a short retry interval too', [monitor(5 * MINUTE, 20_000)], 20_000],
    ['is what two short ones share', [monitor(20_000), monitor(30_000)], 10_000],
    ['is ten seconds at the finest', [monitor(15_000), monitor(20_000)], 10_000],
    [
      'does not care for a monitor that is paused',
      [aMonitor({ policy: { intervalMs: 10_000, paused: true } })],
      60_000,
    ],
    ['is the minute for no monitor at all', [], 60_000],
  ])('%s', (_name, monitors, expected) => {
    expect(minutePartMs(monitors)).toBe(expected);
  });

  it.each([
    [1000, 10_000],
    [10_000, 10_000],
    [12_000, 15_000],
    [15_000, 15_000],
    [20_000, 20_000],
    [25_000, 30_000],
    [45_000, 60_000],
    [61_000, 61_000],
  ])('keeps an interval of %i ms as %i ms', (intervalMs, kept) => {
    expect(keptIntervalMs(intervalMs)).toBe(kept);
  });

  it('cuts a minute into its slots', () => {
    expect(slotsOfMinute(NOON, 20_000)).toEqual([NOON, NOON + 20_000, NOON + 40_000]);
    expect(slotsOfMinute(NOON, MINUTE)).toEqual([NOON]);
  });

  it('lets each short interval be due as often as it says, in a fleet that has them all', () => {
    const all = [10_000, 15_000, 20_000, 30_000, MINUTE].map((ms) => monitor(ms));
    const tickMs = minutePartMs(all);
    const slots = Array.from({ length: 10 }, (_, minute) => slotsOfMinute(NOON + minute * MINUTE, tickMs)).flat();
    const counts = all.map(({ id, policy }) => slots.filter((slot) => isDue(id, policy, false, slot, tickMs)).length);
    expect(counts).toEqual([60, 40, 30, 20, 10]);
  });
});
