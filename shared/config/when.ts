/** When something is: times of day, days of the week, cron expressions and time zones, as they are written. */
import { z } from 'zod';
import { isZone, parseInstant, WEEKDAYS, type Weekday } from '../domain/time/calendar.ts';
import { readCron } from '../domain/time/cron.ts';
import { asList, expecting, oneOrMore, report, telling } from './fields.ts';
import { didYouMean } from './nearest.ts';
import { quoted } from './problem.ts';

export const DEFAULT_ZONE = 'UTC';

const CRON_EXPECTED = 'five fields: minute, hour, day of the month, month, day of the week';

/** `key` is the one that it stands at. */
export function cron(key: string) {
  const [expected, example] = [CRON_EXPECTED, `${key}: "0 3 * * *"`];
  return z.string({ error: expecting(expected, example) }).superRefine((text, context) => {
    const read = readCron(text);
    if ('flaw' in read) report(context, { message: `this cron expression has ${read.flaw}`, expected, example });
  });
}

const ZONE_EXPECTED = 'the name of a time zone, such as Europe/London';

export const zone = z.string({ error: expecting(ZONE_EXPECTED) }).superRefine((name, context) => {
  if (/^[A-Z]/i.test(name) && isZone(name)) return;
  const message = `there is no time zone of that name${didYouMean(name, Intl.supportedValuesOf('timeZone'))}`;
  report(context, { message, expected: ZONE_EXPECTED });
});

const TIME = /^([01]\d|2[0-3]):[0-5]\d$/;

/** `09:30`. Where it says when something ends, it may be 24:00. */
export function timeOfDay(latest: '23:59' | '24:00' = '23:59') {
  const expected = `a time of day from 00:00 to ${latest}, in quotes`;
  const fault = (found: unknown): string => {
    if (typeof found !== 'string') return expecting(expected);
    const meant = meantTime(found);
    return telling({
      message: `${quoted(found)} is not a time of day${meant === undefined ? '' : `; write "${meant}"`}`,
      expected,
    });
  };
  const pattern = latest === '24:00' ? new RegExp(`${TIME.source}|^24:00$`) : TIME;
  return z.string({ error: ({ input }) => fault(input) }).regex(pattern, { error: ({ input }) => fault(input) });
}

/** What was probably meant by `9:30` or `9`. */
function meantTime(text: string): string | undefined {
  const [, hour = '', minute = '00'] = /^(\d{1,2})(?:[:.](\d\d))?$/.exec(text.trim()) ?? [];
  const meant = `${hour.padStart(2, '0')}:${minute}`;
  return TIME.test(meant) ? meant : undefined;
}

const DAYS_EXPECTED = `days such as [mon, wed] or mon-fri (${[...WEEKDAYS.slice(1), WEEKDAYS[0]].join(', ')})`;
const DAY = WEEKDAYS.join('|');

const someDays = z
  .string({ error: expecting(DAYS_EXPECTED) })
  .regex(new RegExp(`^(${DAY})(-(${DAY}))?$`), { error: ({ input }) => notDays(String(input)) });

function notDays(text: string): string {
  const meant = text
    .toLowerCase()
    .split(/\s*-\s*/)
    .map((name) => name.slice(0, 3));
  const isMeant = meant.length <= 2 && meant.every((name) => WEEKDAYS.some((weekday) => weekday === name));
  return telling({
    message: `found ${quoted(text)}${isMeant ? `; write ${meant.join('-')}` : ''}`,
    expected: DAYS_EXPECTED,
  });
}

/** Days of the week: one, a range, or a list of both. */
export const days = oneOrMore(someDays, DAYS_EXPECTED);

/** In the order of the week, each once. A range may go over the end of the week. */
export function resolveDays(input: z.infer<typeof days>): Weekday[] {
  const named = new Set(asList(input).flatMap(rangeOfDays));
  return WEEKDAYS.filter((weekday) => named.has(weekday));
}

function rangeOfDays(text: string): Weekday[] {
  const [first = -1, last = first] = text.split('-').map((name) => WEEKDAYS.indexOf(name as Weekday));
  return WEEKDAYS.filter((_, index) =>
    first <= last ? first <= index && index <= last : index >= first || index <= last,
  );
}

const INSTANT_EXPECTED =
  'a date and a time with Z or the distance from UTC, such as 2026-12-01T22:00Z or 2026-12-01T22:00+01:00';

export const instant = z.string({ error: expecting(INSTANT_EXPECTED) }).superRefine((text, context) => {
  if (parseInstant(text) !== undefined) return;
  const isLocal = parseInstant(`${text}Z`) !== undefined;
  const message = isLocal ? `${quoted(text)} does not say by which clock` : `${quoted(text)} is no instant`;
  report(context, { message, expected: INSTANT_EXPECTED });
});
