/**
 * What the occurrences of a window are, in words, and then by looking at every minute.
 *
 * - A plan names days of the calendar and a time of day. On each of those days, also on one that the clocks of a zone
 *   have skipped as a whole, the window begins in the first minute in which the clock shows that day and time or anything
 *   later. So a time that is skipped begins with the minute of the change, and one that comes twice the first time.
 * - A cron expression that is due in every hour of the day begins in each minute whose clock fits it: twice where an hour
 *   comes twice, never in an hour that is skipped. Any other expression is a plan of days and times as above.
 * - A window lasts a number of minutes, each of them counted once, whatever the clock shows in them.
 * - Two that begin in the same minute are one.
 *
 * For heartbeats, a run that the clocks skip is not due: there the minute must show exactly that time, the first time.
 */
import type { MonthlyWindow } from '../../shared/domain/time/maintenance.ts';
import { allShowing, DAY, firstShowing, MINUTE, type Minutes, msOf, type Wall, wallOf } from './minutes.ts';

export const DAY_NAMES = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;

/** Midnight of every day of the calendar between what the first and the last minute show, as if it were UTC. */
export function datesIn({ walls }: Minutes): number[] {
  const [first, last] = [midnight(walls[0] ?? 0), midnight(walls.at(-1) ?? 0)];
  return Array.from({ length: (last - first) / DAY + 1 }, (_, index) => first + index * DAY);
}

export const midnight = (wall: Wall): number => msOf(Math.floor(wall / 10_000) * 10_000);

/** Hours and minutes of a time on the wall: 230 is half past two. */
export const timeOf = (wall: Wall): number => wall % 10_000;

/** Starts on days that fit, at times such as 230, ascending. */
export function startsOf(minutes: Minutes, isDay: (date: number) => boolean, times: readonly number[]): number[] {
  const starts = datesIn(minutes)
    .filter(isDay)
    .flatMap((date) => times.map((time) => firstShowing(minutes, wallOf(date) + time)));
  return ascending(starts.filter((start) => start !== undefined));
}

/** Starts in every hour of every day, at minutes of the hour. */
export function startsInEveryHour({ from, walls }: Minutes, of: readonly number[]): number[] {
  const starts: number[] = [];
  walls.forEach((wall, index) => {
    if (index > 0 && of.includes(wall % 100)) starts.push(from + index * MINUTE);
  });
  return starts;
}

/** Runs of a job that reports by itself. */
export const runsOf = (minutes: Minutes, isDay: (date: number) => boolean, times: readonly number[]): number[] =>
  ascending(
    datesIn(minutes)
      .filter(isDay)
      .flatMap((date) => times.flatMap((time) => allShowing(minutes, wallOf(date) + time).slice(0, 1))),
  );

const ascending = (starts: readonly number[]): number[] => [...new Set(starts)].sort((a, b) => a - b);

export const nameOfDay = (date: number) => DAY_NAMES[new Date(date).getUTCDay()] ?? 'sun';
export const dayOfMonth = (date: number): number => new Date(date).getUTCDate();

/** Whether a month's rule means a date, by counting the days of its month. */
export function isMonthly(on: MonthlyWindow['on'], date: number): boolean {
  const month = daysOfMonthOf(date);
  if (typeof on === 'number') return month[on - 1] === date;
  if (on === 'last') return month.at(-1) === date;
  const sameName = month.filter((day) => nameOfDay(day) === on.weekday);
  return sameName.at(on.nth === 'last' ? -1 : on.nth - 1) === date;
}

function daysOfMonthOf(date: number): number[] {
  const first = date - (dayOfMonth(date) - 1) * DAY;
  const days = Array.from({ length: 31 }, (_, index) => first + index * DAY);
  return days.filter((day) => new Date(day).getUTCMonth() === new Date(date).getUTCMonth());
}
