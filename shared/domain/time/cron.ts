/**
 * Cron expressions: when a job is due by the clock on the wall of a time zone.
 *
 * Where clocks go forward, a time that is skipped is not due: some schedulers run such a job late and some not at all,
 * and neither is to be alerted. Where clocks go back, a time that comes twice is due the first time only, unless the job
 * is due in every hour of the day.
 */
import { dateOfDay, WEEKDAYS } from './calendar.ts';
import { clockOfDay, DAY_MS, firstAfter, MINUTE_MS } from './wall-clock.ts';

export interface Cron {
  /** Allowed values, in ascending order. */
  readonly minutes: readonly number[];
  readonly hours: readonly number[];
  readonly days: readonly number[];
  readonly months: readonly number[];
  /** From 0 for Sunday to 6. */
  readonly weekdays: readonly number[];
  /** Both days are restricted, and then, as cron has it, either will do. */
  readonly isEitherDay: boolean;
}

interface Field {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly names?: readonly string[];
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

const FIELDS = [
  { name: 'minute', from: 0, to: 59 },
  { name: 'hour', from: 0, to: 23 },
  { name: 'day of the month', from: 1, to: 31 },
  { name: 'month', from: 1, to: 12, names: MONTHS },
  { name: 'day of the week', from: 0, to: 7, names: WEEKDAYS },
] as const satisfies readonly Field[];

/** The expression, or what is wrong with it. Five fields, as in crontab(5), without `@daily` and its like. */
export function readCron(text: string): { readonly cron: Cron } | { readonly flaw: string } {
  const parts = text.trim().split(/\s+/);
  if (parts.length !== FIELDS.length) return { flaw: `${parts.length === 1 ? '1 field' : `${parts.length} fields`}` };
  const values = FIELDS.map((field, index) => valuesOf(field, parts[index] ?? ''));
  const wrong = values.indexOf(undefined);
  if (wrong !== -1) return { flaw: `"${parts[wrong]}" for the ${FIELDS[wrong]?.name}` };
  const [minutes = [], hours = [], days = [], months = [], weekdays = []] = values.map((each) => each ?? []);
  const isRestricted = (index: number): boolean => !parts[index]?.startsWith('*');
  const isEitherDay = isRestricted(2) && isRestricted(4);
  const cron: Cron = { minutes, hours, days, months, weekdays: withoutSeven(weekdays), isEitherDay };
  return isEitherDay || hasSuchADay(cron) ? { cron } : { flaw: 'a day that no month of them has' };
}

/** Throws a RangeError for an expression that `readCron` refuses. */
export function parseCron(text: string): Cron {
  const known = parsed.get(text);
  if (known) return known;
  const read = readCron(text);
  if ('flaw' in read)
    throw new RangeError(`The cron expression "${text}" has ${read.flaw}; expected like "0 3 * * *".`);
  parsed.set(text, read.cron);
  return read.cron;
}

/** As many as the configuration has. */
const parsed = new Map<string, Cron>();

const withoutSeven = (weekdays: readonly number[]): number[] =>
  [...new Set(weekdays.map((weekday) => weekday % 7))].sort((a, b) => a - b);

const LENGTHS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const hasSuchADay = ({ days, months }: Cron): boolean =>
  months.some((month) => (days[0] ?? 0) <= (LENGTHS[month - 1] ?? 0));

/** Of a list such as `1-5,10,20/15`; undefined where it is none. */
function valuesOf(field: Field, text: string): number[] | undefined {
  const values = new Set<number>();
  for (const part of text.split(',')) {
    const range = rangeOf(field, part);
    if (!range) return undefined;
    for (let value = range.from; value <= range.to; value += range.step) values.add(value);
  }
  return [...values].sort((a, b) => a - b);
}

function rangeOf(field: Field, part: string) {
  const match = /^(?:(\*)|(\w+)(?:-(\w+))?)(?:\/(\d{1,2}))?$/.exec(part);
  if (!match) return undefined;
  const [, star, first = '', last, stride] = match;
  const step = stride === undefined ? 1 : Number(stride);
  const from = star ? field.from : numberOf(field, first);
  const end = star || (stride !== undefined && last === undefined) ? field.to : numberOf(field, last ?? first);
  const isRange = from !== undefined && end !== undefined && from <= end && step > 0;
  return isRange ? { from, to: end, step } : undefined;
}

function numberOf({ from, to, names = [] }: Field, text: string): number | undefined {
  const named = names.indexOf(text.toLowerCase());
  if (named !== -1) return named + from;
  const value = /^\d{1,2}$/.test(text) ? Number(text) : Number.NaN;
  return value >= from && value <= to ? value : undefined;
}

/** The first instant after another at which the job is due, in ms. Infinity where that is years away. */
export function nextRun(cron: Cron, zone: string, after: number): number {
  return firstAfter((day) => runsOfDay(cron, zone, day), zone, after);
}

/**
 * When the job is due on a day of its zone, in ascending order. What the clocks skip is dropped, or moved to the instant
 * at which they are put forward; for a job that is due in every hour there is nothing to move.
 */
export function runsOfDay(cron: Cron, zone: string, day: number, skipped: 'dropped' | 'moved' = 'dropped'): number[] {
  if (!isOnDay(cron, day)) return [];
  const clock = clockOfDay(day, zone);
  const isEveryHour = cron.hours.length === 24;
  const runs = new Set<number>();
  for (const hour of cron.hours) {
    for (const minute of cron.minutes) {
      const wall = day * DAY_MS + (hour * 60 + minute) * MINUTE_MS;
      const [first, second] = clock.all(wall);
      if (first !== undefined) runs.add(first);
      else if (skipped === 'moved' && !isEveryHour) runs.add(clock.first(wall));
      if (second !== undefined && isEveryHour) runs.add(second);
    }
  }
  return [...runs].sort((a, b) => a - b);
}

function isOnDay(cron: Cron, dayNumber: number): boolean {
  const { month, day, weekday } = dateOfDay(dayNumber);
  if (!cron.months.includes(month)) return false;
  const [isDay, isWeekday] = [cron.days.includes(day), cron.weekdays.includes(weekday)];
  return cron.isEitherDay ? isDay || isWeekday : isDay && isWeekday;
}
