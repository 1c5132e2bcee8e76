import { describe, expect, it } from 'vitest';
import { isoSeconds } from '../../../shared/domain/time/calendar.ts';
import { type Hours, isWithin, nextDailyInstant, nextOpening } from '../../../shared/domain/time/hours.ts';

const at = (iso: string): number => Date.parse(iso);
const EVERY_DAY = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
const WEEK = EVERY_DAY.slice(0, 5);
const zone = 'Europe/London';

const office: Hours = { days: WEEK, from: '09:00', to: '17:30', zone };
const fridayNight: Hours = { days: ['fri'], from: '22:00', to: '06:00', zone };
const always: Hours = { days: EVERY_DAY, from: '00:00', to: '24:00', zone };

const within = (hours: readonly Hours[], ...instants: string[]): boolean[] =>
  instants.map((iso) => isWithin(hours, at(iso)));
const opening = (hours: readonly Hours[], iso: string): string | undefined => {
  const instant = nextOpening(hours, at(iso));
  return instant === undefined ? undefined : isoSeconds(instant);
};

describe('hours', () => {
  it('hold from their first instant to the last one before their end', () => {
    const monday = ['2026-11-23T08:59:59.999Z', '2026-11-23T09:00Z', '2026-11-23T17:29:59.999Z', '2026-11-23T17:30Z'];
    expect(within([office], ...monday)).toEqual([false, true, true, false]);
    expect(within([office], '2026-11-22T12:00Z')).toEqual([false]);
  });

  it('that pass midnight belong to the day on which they begin', () => {
    const nights = [
      '2026-11-20T05:00Z',
      '2026-11-20T22:00Z',
      '2026-11-21T05:59Z',
      '2026-11-21T06:00Z',
      '2026-11-21T22:00Z',
    ];
    expect(within([fridayNight], ...nights)).toEqual([false, true, true, false, false]);
  });

  it('of several plans and zones hold where any of them does', () => {
    const shifts = [office, { ...office, zone: 'Asia/Kolkata' }];
    expect(within(shifts, '2026-11-23T03:29Z', '2026-11-23T03:30Z', '2026-11-23T17:29Z')).toEqual([false, true, true]);
  });

  it('never hold where there are none', () => {
    expect(within([], '2026-11-23T12:00Z')).toEqual([false]);
    expect(opening([], '2026-11-23T12:00Z')).toBeUndefined();
  });

  it('open next on the next of their days', () => {
    expect(opening([office], '2026-11-20T12:00Z')).toBe('2026-11-23T09:00:00Z');
    expect(opening([office], '2026-11-23T08:00Z')).toBe('2026-11-23T09:00:00Z');
    expect(opening([office], '2026-11-23T09:00Z')).toBe('2026-11-24T09:00:00Z');
    expect(opening([office, fridayNight], '2026-11-20T18:00Z')).toBe('2026-11-20T22:00:00Z');
  });

  it('that meet do not open in between, and those that always hold never open', () => {
    const late: Hours = { ...office, from: '17:30', to: '20:00' };
    expect(opening([office, late], '2026-11-23T10:00Z')).toBe('2026-11-24T09:00:00Z');
    expect(opening([always], '2026-11-23T10:00Z')).toBeUndefined();
  });

  it('that the clocks skip as a whole do not hold on that day', () => {
    const skipped: Hours = { days: ['sun'], from: '01:00', to: '02:00', zone };
    expect(opening([skipped], '2026-03-28T12:00Z')).toBe('2026-04-05T00:00:00Z');
  });

  it('that come twice hold the first time', () => {
    const twice: Hours = { days: ['sun'], from: '01:15', to: '01:45', zone };
    expect(within([twice], '2026-10-25T00:30Z', '2026-10-25T01:30Z')).toEqual([true, false]);
  });
});

describe('a time of day', () => {
  it('comes once a day, by the clock on the wall', () => {
    const next = (iso: string, time = '08:00'): string => isoSeconds(nextDailyInstant({ at: time, zone }, at(iso)));
    expect(next('2026-03-28T07:59Z')).toBe('2026-03-28T08:00:00Z');
    expect(next('2026-03-28T08:00Z')).toBe('2026-03-29T07:00:00Z');
    expect(next('2026-03-28T12:00Z', '01:30')).toBe('2026-03-29T01:00:00Z');
    expect(next('2026-10-24T12:00Z', '01:30')).toBe('2026-10-25T00:30:00Z');
    expect(next('2026-10-25T00:30Z', '01:30')).toBe('2026-10-26T01:30:00Z');
  });
});
