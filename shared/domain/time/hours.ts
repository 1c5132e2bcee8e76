/**
 * Hours of the day at which something holds, and daily appointments, by the clock on the wall of a time zone. Where
 * clocks change, `wall-clock.ts` says which instant a time of day is. All instants are in ms.
 */
import { dateOfDay, WEEKDAYS, type Weekday } from './calendar.ts';
import { dayAt, firstAfter, firstInstantOf, minutesOf, type TimeOfDay, wallOf } from './wall-clock.ts';

export interface Hours {
  /** On which it begins. */
  readonly days: readonly Weekday[];
  readonly from: TimeOfDay;
  /** Of the same day if it is later than `from`, else of the next one. */
  readonly to: TimeOfDay;
  readonly zone: string;
}

export interface DailyTime {
  readonly at: TimeOfDay;
  readonly zone: string;
}

/** Whether an instant is within any of the hours. Within none of them where there are none. */
export const isWithin = (hours: readonly Hours[], instant: number): boolean =>
  hours.some((each) =>
    daysAround(each, instant, 1).some((day) => {
      const { from, to } = hoursOfDay(each, day);
      return from <= instant && instant < to;
    }),
  );

/** Every weekly plan has shown itself once in that many days, and once more should the clocks have skipped it. */
const FARTHEST_DAYS = 16;

/** The first instant after another one at which the hours begin anew; undefined where they never do: none, or always. */
export function nextOpening(hours: readonly Hours[], instant: number): number | undefined {
  const openings = hours.map((each) => openingOf(each, hours, instant)).filter((opening) => opening !== undefined);
  return openings.length === 0 ? undefined : Math.min(...openings);
}

/** The first time that these hours begin where none of all the hours goes on. */
function openingOf(each: Hours, hours: readonly Hours[], instant: number): number | undefined {
  for (const day of daysAround(each, instant, FARTHEST_DAYS)) {
    const { from } = hoursOfDay(each, day);
    if (from > instant && isWithin(hours, from) && !isWithin(hours, from - 1)) return from;
  }
  return undefined;
}

/** The first instant after another one at which the clock shows that time, every day once. */
export const nextDailyInstant = ({ at, zone }: DailyTime, after: number): number =>
  firstAfter((day) => [firstInstantOf(wallOf(day, at), zone)], zone, after);

/** Days on which the hours begin, from the day before that of an instant. */
function daysAround({ days, zone }: Hours, instant: number, ahead: number): number[] {
  const today = dayAt(instant, zone);
  return Array.from({ length: ahead + 2 }, (_, index) => today - 1 + index).filter((day) =>
    days.some((name) => WEEKDAYS[dateOfDay(day).weekday] === name),
  );
}

function hoursOfDay({ from, to, zone }: Hours, day: number): { readonly from: number; readonly to: number } {
  const lastDay = minutesOf(to) > minutesOf(from) ? day : day + 1;
  return { from: firstInstantOf(wallOf(day, from), zone), to: firstInstantOf(wallOf(lastDay, to), zone) };
}
