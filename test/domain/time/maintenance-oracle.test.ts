/**
 * A sample of what `npm run oracle` asks of every zone: windows, cron expressions and hours near changes of the clocks,
 * against what the clock of the zone shows in each minute.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changesToCheck, MONTH_ENDS, ZONES } from '../../oracle/places.ts';
import { hoursProperties } from '../../oracle/verify-hours.ts';
import { NIGHT_TIMES, nothingYet, verifyChange, verifyDate } from '../../oracle/verify-windows.ts';

/** Zone, and which of its changes: by the first letters of the instant. */
const CHANGES = [
  ['Europe/London', '2024-03-31'],
  ['Europe/London', '2027-10-31'],
  // On the last of the days that the domain reads at once.
  ['America/New_York', '2030-03'],
  ['America/New_York', '2026-11'],
  ['Australia/Lord_Howe', '2026'],
  ['Africa/Casablanca', '2026'],
  ['Africa/Cairo', '2010'],
  ['Africa/Cairo', '2023'],
  ['Pacific/Apia', '2011'],
  ['Pacific/Apia', '2020-09'],
  ['America/St_Johns', '2010-11'],
  ['America/Santiago', '2026'],
  ['Antarctica/Casey', '2023'],
  ['Antarctica/Troll', '2026'],
  ['Asia/Gaza', '2030'],
  ['America/Scoresbysund', '2024'],
] as const;

const changes = CHANGES.map(([zone, when]) =>
  changesToCheck(zone).filter(({ at }) => new Date(at).toISOString().startsWith(when)),
);

describe('windows and cron expressions go by the clock on the wall', () => {
  it.each(CHANGES.map((change, index) => [...change, changes[index] ?? []] as const))('of %s in %s', (_, __, found) => {
    expect(found.length).toBeGreaterThan(0);
    const outcome = nothingYet();
    for (const change of found) verifyChange(change, outcome);
    expect(outcome.mismatches).toEqual([]);
    expect(outcome.cases).toBeGreaterThan(200);
  });

  it('where months end', () => {
    const outcome = nothingYet();
    const zones = ZONES.filter((_, index) => index % 10 === 0);
    for (const [index, zone] of zones.entries()) verifyDate(zone, MONTH_ENDS[index * 6] ?? 0, NIGHT_TIMES, outcome);
    expect(outcome.mismatches).toEqual([]);
  });
});

describe('hours of the day go by the clock on the wall', () => {
  const { within, daily } = hoursProperties(changes.map(([first]) => first).filter((change) => change !== undefined));

  it('when they hold, and when they begin', () => {
    fc.assert(within, { numRuns: 1500 });
  });

  it('when it is that time of day next', () => {
    fc.assert(daily, { numRuns: 1500 });
  });
});
