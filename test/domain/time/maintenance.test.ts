import { describe, expect, it } from 'vitest';
import { isoSeconds } from '../../../shared/domain/time/calendar.ts';
import {
  activeWindows,
  type Coverage,
  covers,
  type MaintenanceWindow,
  type MonthlyWindow,
  nextOccurrence,
  occurrencesBetween,
} from '../../../shared/domain/time/maintenance.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const at = (iso: string): number => Date.parse(iso);

const COMMON = { id: 'patches', name: 'Patches', covers: 'everything', availability: 'excluded' } as const;
const LONDON = { ...COMMON, zone: 'Europe/London', durationMs: 2 * HOUR } as const;

const sundays = { ...LONDON, kind: 'weekly', days: ['sun'], at: '02:00' } as const;
const halfPastOne = { ...LONDON, kind: 'weekly', days: ['sun'], at: '01:30' } as const;
const monthly = (on: MonthlyWindow['on']): MaintenanceWindow => ({ ...LONDON, kind: 'monthly', on, at: '22:00' });
const once = { ...COMMON, kind: 'once', from: at('2026-12-01T22:00Z'), to: at('2026-12-02T02:00Z') } as const;

const text = ({ from, to }: { readonly from: number; readonly to: number }): string =>
  `${isoSeconds(from)}/${isoSeconds(to)}`;

const between = (window: MaintenanceWindow, from: string, to: string): string[] =>
  occurrencesBetween(window, at(from), at(to)).map(text);

const startsFrom = (window: MaintenanceWindow, after: string, count: number): string[] => {
  const found: string[] = [];
  let next = nextOccurrence(window, at(after));
  while (next && found.length < count) {
    found.push(isoSeconds(next.from).slice(0, 16));
    next = nextOccurrence(window, next.from);
  }
  return found;
};

const isActive = (window: MaintenanceWindow, iso: string): boolean =>
  activeWindows([window], { id: 'rota' }, at(iso)).length === 1;

describe('a window once', () => {
  it('is in force from its first instant to the last one before its end', () => {
    const instants = ['2026-12-01T21:59:59.999Z', '2026-12-01T22:00Z', '2026-12-02T01:59:59.999Z', '2026-12-02T02:00Z'];
    expect(instants.map((iso) => isActive(once, iso))).toEqual([false, true, true, false]);
  });

  it('comes once', () => {
    expect(startsFrom(once, '2026-11-22T00:00Z', 3)).toEqual(['2026-12-01T22:00']);
    expect(nextOccurrence(once, once.from)).toBeUndefined();
    expect(between(once, '2026-12-01T00:00Z', '2026-12-01T22:00Z')).toEqual([]);
    expect(between(once, '2026-12-02T01:00Z', '2026-12-03T00:00Z')).toEqual([
      '2026-12-01T22:00:00Z/2026-12-02T02:00:00Z',
    ]);
    expect(between(once, '2026-12-02T02:00Z', '2026-12-03T00:00Z')).toEqual([]);
  });
});

describe('a weekly window', () => {
  it('keeps its time on the wall, summer and winter', () => {
    expect(startsFrom(sundays, '2026-03-20T00:00Z', 3)).toEqual([
      '2026-03-22T02:00',
      '2026-03-29T01:00',
      '2026-04-05T01:00',
    ]);
    expect(startsFrom(sundays, '2026-10-18T12:00Z', 2)).toEqual(['2026-10-25T02:00', '2026-11-01T02:00']);
  });

  it('begins with the change where the clocks skip its start, and is as long as ever', () => {
    expect(between(halfPastOne, '2026-03-29T00:00Z', '2026-03-29T12:00Z')).toEqual([
      '2026-03-29T01:00:00Z/2026-03-29T03:00:00Z',
    ]);
  });

  it('begins once where its start comes twice, the first time', () => {
    expect(between(halfPastOne, '2026-10-25T00:00Z', '2026-10-25T12:00Z')).toEqual([
      '2026-10-25T00:30:00Z/2026-10-25T02:30:00Z',
    ]);
  });

  it('may be longer than its period, and is then told from its earliest start to its latest end', () => {
    const everyDay = { ...sundays, days: ['sat', 'sun', 'mon'] as const, durationMs: 26 * HOUR };
    const [active] = activeWindows([everyDay], { id: 'rota' }, at('2026-11-22T02:30Z'));
    expect(active && text(active)).toBe('2026-11-21T02:00:00Z/2026-11-23T04:00:00Z');
    expect(isActive(everyDay, '2026-11-24T03:59:59Z')).toBe(true);
    expect(isActive(everyDay, '2026-11-24T04:00Z')).toBe(false);
  });

  it('is on the next day that there is where a zone skips a whole day', () => {
    const fridays = { ...sundays, zone: 'Pacific/Apia', days: ['fri'] as const };
    expect(startsFrom(fridays, '2011-12-27T00:00Z', 2)).toEqual(['2011-12-30T10:00', '2012-01-05T12:00']);
  });
});

describe('a monthly window', () => {
  it.each([
    [15, ['2027-01-15', '2027-02-15', '2027-03-15']],
    [31, ['2027-01-31', '2027-03-31', '2027-05-31']],
    ['last' as const, ['2027-01-31', '2027-02-28', '2027-03-31']],
    [{ nth: 2, weekday: 'sun' } as const, ['2027-01-10', '2027-02-14', '2027-03-14']],
    [{ nth: 5, weekday: 'fri' } as const, ['2027-01-29', '2027-04-30', '2027-07-30']],
    [{ nth: 'last', weekday: 'sun' } as const, ['2027-01-31', '2027-02-28', '2027-03-28']],
  ])('on %j', (on, days) => {
    expect(startsFrom(monthly(on), '2027-01-01T00:00Z', 3).map((start) => start.slice(0, 10))).toEqual(days);
  });

  it('runs over the end of the month', () => {
    const lastNight = { ...LONDON, kind: 'monthly', on: 'last', at: '23:30', durationMs: DAY } as const;
    expect(between(lastNight, '2028-02-20T00:00Z', '2028-03-05T00:00Z')).toEqual([
      '2028-02-29T23:30:00Z/2028-03-01T23:30:00Z',
    ]);
  });
});

describe('a window by a cron expression', () => {
  it('begins with the change where the clocks skip its start: a job that is run late is inside', () => {
    const nightly = { ...LONDON, kind: 'cron', cron: '30 1 * * *' } as const;
    expect(startsFrom(nightly, '2026-03-28T12:00Z', 2)).toEqual(['2026-03-29T01:00', '2026-03-30T00:30']);
  });

  it('begins in every hour that there is where it is due every hour', () => {
    const hourly = { ...LONDON, kind: 'cron', cron: '30 * * * *' } as const;
    expect(startsFrom(hourly, '2026-03-29T00:00Z', 3)).toEqual([
      '2026-03-29T00:30',
      '2026-03-29T01:30',
      '2026-03-29T02:30',
    ]);
  });

  it('says so where there is none for years', () => {
    const leapDay = { ...LONDON, kind: 'cron', cron: '0 3 29 2 *' } as const;
    expect(startsFrom(leapDay, '2026-11-22T00:00Z', 2)).toEqual(['2028-02-29T03:00', '2032-02-29T03:00']);
  });
});

describe('what a window covers', () => {
  const some: Coverage = { monitors: ['rota'], groups: ['Staff'], tags: ['eu'] };

  it.each([
    ['everything', { id: 'search' }, true],
    [some, { id: 'rota' }, true],
    [some, { id: 'search', group: 'Staff' }, true],
    [some, { id: 'search', tags: ['us', 'eu'] }, true],
    [some, { id: 'search', group: 'eu', tags: ['Staff'] }, false],
    [some, { id: 'search' }, false],
  ] as const)('%j and %j', (coverage, monitor, isCovered) => {
    expect(covers({ ...sundays, covers: coverage }, monitor)).toBe(isCovered);
  });

  it('and nothing else is told of', () => {
    const windows = [{ ...sundays, covers: some }, { ...sundays, id: 'all' }, once];
    const active = activeWindows(windows, { id: 'search' }, at('2026-11-22T03:00Z'));
    expect(active.map(({ window }) => window.id)).toEqual(['all']);
  });
});
