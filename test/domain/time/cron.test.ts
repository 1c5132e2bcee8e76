import { describe, expect, it } from 'vitest';
import { isoSeconds, isZone, zoneOffsetMs } from '../../../shared/domain/time/calendar.ts';
import { nextRun, parseCron, readCron } from '../../../shared/domain/time/cron.ts';

const MINUTE_MS = 60_000;
const at = (iso: string): number => Date.parse(iso);

/** Every run in a span, by asking for the next one again and again. */
function runs(text: string, zone: string, from: number, to: number): number[] {
  const cron = parseCron(text);
  const found: number[] = [];
  for (let run = nextRun(cron, zone, from); run <= to; run = nextRun(cron, zone, run)) found.push(run);
  return found;
}

/** The same by looking at each minute's wall clock. Fields are plain numbers, lists, ranges, steps and stars. */
function runsByLooking(text: string, zone: string, from: number, to: number): number[] {
  const [minute = '', hour = '', day = '', month = '', weekday = ''] = text.split(' ');
  const found: number[] = [];
  const seen = new Set<string>();
  for (let instant = from + MINUTE_MS; instant <= to; instant += MINUTE_MS) {
    const wall = wallAt(instant, zone);
    const isDay = fits(day, Number(wall.day), 1);
    const isWeekday = fits(weekday, ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'].indexOf(wall.weekday ?? ''), 0);
    const isOnDay = day.startsWith('*') || weekday.startsWith('*') ? isDay && isWeekday : isDay || isWeekday;
    const isOnTime = fits(minute, Number(wall.minute), 0) && fits(hour, Number(wall.hour), 0);
    if (!isOnTime || !isOnDay || !fits(month, Number(wall.month), 1)) continue;
    const name = `${wall.year}-${wall.month}-${wall.day} ${wall.hour}:${wall.minute}`;
    if (hour !== '*' && seen.has(name)) continue;
    seen.add(name);
    found.push(instant);
  }
  return found;
}

/** Looked up once, for it is dear and every expression asks again. */
const walls = new Map<string, Record<string, string>>();

function wallAt(instant: number, zone: string): Record<string, string> {
  const known = walls.get(`${zone} ${instant}`);
  if (known) return known;
  const options = { year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric' } as const;
  clocks[zone] ??= new Intl.DateTimeFormat('en-GB', { timeZone: zone, hourCycle: 'h23', weekday: 'short', ...options });
  const wall = Object.fromEntries(clocks[zone].formatToParts(instant).map(({ type, value }) => [type, value]));
  walls.set(`${zone} ${instant}`, wall);
  return wall;
}

const clocks: Record<string, Intl.DateTimeFormat> = {};

const fits = (field: string, value: number, lowest: number): boolean =>
  field.split(',').some((part) => {
    const [range = '', step = '1'] = part.split('/');
    const [from, to] = range === '*' ? [lowest, 99] : range.split('-').map(Number);
    const last = to ?? (part.includes('/') ? 99 : from);
    return value >= (from ?? 0) && value <= (last ?? 0) && (value - (from ?? 0)) % Number(step) === 0;
  });

const EXPRESSIONS = [
  '30 1 * * *',
  '0 1 * * *',
  '15 2 * * *',
  '0 0 * * *',
  '45 1 * * *',
  '59 23 * * *',
  '*/30 * * * *',
  '10 * * * *',
  '0 1-3 * * *',
  '0 */2 * * *',
  '30 1,2 * * *',
  '*/7 1-2 * * *',
  '0 3 * * 0',
  '30 1 25 * 1',
  '5 4 */2 * 1-5',
  '0 0 1 4,11 *',
];

const CHANGES = [
  ['Europe/London', '2026-03-27', '2026-03-31'],
  ['Europe/London', '2026-10-23', '2026-10-27'],
  ['America/New_York', '2026-03-06', '2026-03-10'],
  ['America/New_York', '2026-10-30', '2026-11-03'],
  ['Australia/Lord_Howe', '2026-04-03', '2026-04-07'],
  ['Australia/Lord_Howe', '2026-10-02', '2026-10-06'],
  ['America/Santiago', '2026-04-03', '2026-04-07'],
  ['America/Santiago', '2026-09-04', '2026-09-08'],
  ['Africa/Cairo', '2026-04-22', '2026-04-26'],
  ['Asia/Kolkata', '2026-03-27', '2026-03-31'],
  ['UTC', '2026-02-26', '2026-03-03'],
] as const;

describe('a cron expression', () => {
  it.each(CHANGES)('runs by the wall clock of %s from %s to %s, minute by minute', (zone, from, to) => {
    for (const text of EXPRESSIONS) {
      const span = [at(`${from}T00:00:00Z`), at(`${to}T00:00:00Z`)] as const;
      const found = runs(text, zone, ...span).map(isoSeconds);
      expect(found, text).toEqual(runsByLooking(text, zone, ...span).map(isoSeconds));
    }
  });

  it('keeps its hour on the wall when the clocks change', () => {
    const found = runs('0 3 * * *', 'Europe/London', at('2026-03-28T00:00:00Z'), at('2026-03-30T12:00:00Z'));
    expect(found.map(isoSeconds)).toEqual(['2026-03-28T03:00:00Z', '2026-03-29T02:00:00Z', '2026-03-30T02:00:00Z']);
  });

  it('is not due at a time that the clocks skip, and once at a time that they repeat', () => {
    const spring = runs('30 1 * * *', 'Europe/London', at('2026-03-28T12:00:00Z'), at('2026-03-30T12:00:00Z'));
    expect(spring.map(isoSeconds)).toEqual(['2026-03-30T00:30:00Z']);
    const autumn = runs('30 1 * * *', 'Europe/London', at('2026-10-24T12:00:00Z'), at('2026-10-26T12:00:00Z'));
    expect(autumn.map(isoSeconds)).toEqual(['2026-10-25T00:30:00Z', '2026-10-26T01:30:00Z']);
  });

  it('waits for the next 29 February, also over a century without one', () => {
    const cron = parseCron('0 0 29 2 *');
    expect(isoSeconds(nextRun(cron, 'UTC', at('2026-11-22T00:00:00Z')))).toBe('2028-02-29T00:00:00Z');
    expect(isoSeconds(nextRun(cron, 'UTC', at('2096-02-29T00:00:00Z')))).toBe('2104-02-29T00:00:00Z');
  });

  it('takes names, in any case, and Sunday as 0 or 7', () => {
    expect(parseCron('0 3 * JAN,jul Mon-Fri')).toEqual(parseCron('0 3 * 1,7 1-5'));
    expect(parseCron('0 3 * * 7')).toEqual(parseCron('0 3 * * sun'));
  });

  it.each([
    ['0 3 * *', '4 fields'],
    ['@daily', '1 field'],
    ['0 0 3 * * *', '6 fields'],
    ['60 3 * * *', '"60" for the minute'],
    ['0 24 * * *', '"24" for the hour'],
    ['0 3 0 * *', '"0" for the day of the month'],
    ['0 3 * 13 *', '"13" for the month'],
    ['0 3 * * 8', '"8" for the day of the week'],
    ['0 5-3 * * *', '"5-3" for the hour'],
    ['*/0 * * * *', '"*/0" for the minute'],
    ['0 3 L * *', '"L" for the day of the month'],
    ['0 3 1,, * *', '"1,," for the day of the month'],
    ['0 3 31 2,4 *', 'a day that no month of them has'],
  ])('is refused as %s', (text, flaw) => {
    expect(readCron(text)).toEqual({ flaw });
    expect(() => parseCron(text)).toThrow(flaw);
  });
});

describe('a time zone', () => {
  it('is known by its name', () => {
    expect(['Europe/London', 'UTC', 'Asia/Kolkata'].map(isZone)).toEqual([true, true, true]);
    expect(['Europe/Londn', '', 'Mars'].map(isZone)).toEqual([false, false, false]);
  });

  it('is ahead of UTC by what its clocks show', () => {
    expect(zoneOffsetMs(at('2026-11-22T00:30:00.999Z'), 'Asia/Kolkata')).toBe(330 * MINUTE_MS);
    expect(zoneOffsetMs(at('2026-07-01T23:30:00Z'), 'Europe/London')).toBe(60 * MINUTE_MS);
    expect(zoneOffsetMs(at('2026-01-01T00:00:00Z'), 'America/New_York')).toBe(-300 * MINUTE_MS);
  });
});
