/**
 * From the clock on the wall of a time zone to instants. A wall time is written as milliseconds since 1 January 1970 as
 * that clock counts them, and a day as the number of days since then.
 *
 * Where clocks are put forward some wall times are skipped, and where they are put back some come twice. A plan that
 * names one of them begins at the first instant at which the clock shows that time or a later one: what is skipped is
 * moved to the instant of the change, and what comes twice is taken the first time.
 */
import { type OffsetSpan, offsetSpans, zoneOffsetMs } from './calendar.ts';

export const MINUTE_MS = 60_000;
export const DAY_MS = 86_400_000;

/** A time of day, `00:00` to `24:00`. */
export type TimeOfDay = string;

/** The day that it is in a zone. */
export const dayAt = (instant: number, zone: string): number =>
  Math.floor((instant + zoneOffsetMs(instant, zone)) / DAY_MS);

export const wallOf = (day: number, time: TimeOfDay): number => day * DAY_MS + minutesOf(time) * MINUTE_MS;

/** Minutes since midnight. */
export function minutesOf(time: TimeOfDay): number {
  const [hours = '', minutes = ''] = time.split(':');
  return Number(hours) * 60 + Number(minutes);
}

/** The first instant at which the clock shows that wall time or a later one. */
export const firstInstantOf = (wall: number, zone: string): number =>
  clockOfDay(Math.floor(wall / DAY_MS), zone).first(wall);

/** What the clock of a zone shows around one day, for all wall times of that day. */
export interface WallClock {
  /** The first instant at which it shows that wall time or a later one. */
  first(wall: number): number;
  /** Every instant at which it shows exactly that wall time, in order: none, one or two. */
  all(wall: number): number[];
}

export function clockOfDay(day: number, zone: string): WallClock {
  // No clock is a day away from UTC, so these spans hold every instant that the day may have.
  const [from, to] = [(day - 1) * DAY_MS, (day + 2) * DAY_MS];
  const spans = offsetSpans(zone, from, to).filter((span) => span.until > from && span.from < to);
  return { first: (wall) => firstIn(spans, wall), all: (wall) => allIn(spans, wall) };
}

function firstIn(spans: readonly OffsetSpan[], wall: number): number {
  const span = spans.find(({ until, offsetMs }) => wall - offsetMs < until);
  return span ? Math.max(span.from, wall - span.offsetMs) : Number.POSITIVE_INFINITY;
}

function allIn(spans: readonly OffsetSpan[], wall: number): number[] {
  const instants: number[] = [];
  for (const { from, until, offsetMs } of spans) {
    const instant = wall - offsetMs;
    if (from <= instant && instant < until) instants.push(instant);
  }
  return instants;
}

/** From one 29 February to the next but one, should a century without come between. */
const FARTHEST_DAYS = 8 * 366 + 1;

/** The first of instants that are known day by day, after another one. Infinity where there is none for years. */
export function firstAfter(instantsOfDay: (day: number) => readonly number[], zone: string, after: number): number {
  const first = dayAt(after, zone) - 1;
  for (let day = first; day < first + FARTHEST_DAYS; day++) {
    const upcoming = (of: number): number[] => instantsOfDay(of).filter((instant) => instant > after);
    const instants = upcoming(day);
    // Clocks that are put back over midnight let the next day begin before this one is quite over.
    if (instants.length > 0) return Math.min(...instants, ...upcoming(day + 1));
  }
  return Number.POSITIVE_INFINITY;
}
