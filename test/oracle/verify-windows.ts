/** Every window that begins near a change of the clocks, asked of the domain and looked for minute by minute. */
import { zoneOffsetMs } from '../../shared/domain/time/calendar.ts';
import { nextRun, parseCron } from '../../shared/domain/time/cron.ts';
import {
  activeWindows,
  type MonthlyWindow,
  nextOccurrence,
  occurrencesBetween,
  type RecurringWindow,
} from '../../shared/domain/time/maintenance.ts';
import { type Change, DAY, HOUR, MINUTE, type Minutes, msOf, readMinutes } from './minutes.ts';
import { DAY_NAMES, dayOfMonth, isMonthly, nameOfDay, runsOf, startsInEveryHour, startsOf } from './windows.ts';

export interface Outcome {
  cases: number;
  /** In words, the first few of them. */
  readonly mismatches: string[];
}

export const nothingYet = (): Outcome => ({ cases: 0, mismatches: [] });

export const DURATIONS = [15 * MINUTE, HOUR, DAY];
const QUARTER = 15 * MINUTE;
/** Around midnight, since that is where a day, a month and a window of 24 hours end. */
export const NIGHT_TIMES = [0, QUARTER, 12 * HOUR, DAY - HOUR / 2, DAY - QUARTER];
/** What is compared reaches so far from the instant in question. */
const NEAR = 26 * HOUR;

/** Windows from two hours before to two hours after what the clock would have shown, and after what it did show. */
export function verifyChange({ zone, at, would, did }: Change, outcome: Outcome): void {
  const offsets = [zoneOffsetMs(at - 1, zone), zoneOffsetMs(at, zone)];
  expectSame(
    offsets.map((offset) => at + offset),
    [msOf(would), msOf(did)],
    { zone },
    'shows at its change',
    outcome,
  );
  const minutes = minutesAround(zone, at);
  const quarters = Array.from({ length: 17 }, (_, index) => (index - 8) * QUARTER);
  const starts = new Set([would, did].flatMap((wall) => quarters.map((away) => msOf(wall) + away)));
  for (const start of starts) verifyPlans(zone, at, plansAt(minutes, start), runsAt(minutes, start), outcome);
  verifyEveryHour(zone, minutes, at, [...starts], outcome);
}

/** Windows that begin on a date at times of the day in ms, wherever the next change of the clocks is. */
export function verifyDate(zone: string, date: number, times: readonly number[], outcome: Outcome): void {
  const noon = date + DAY / 2;
  const minutes = minutesAround(zone, noon);
  for (const time of times) {
    const start = date + time;
    verifyPlans(zone, noon, plansAt(minutes, start), runsAt(minutes, start), outcome);
  }
}

/** As far back as the longest window may have begun that still matters. */
const minutesAround = (zone: string, at: number): Minutes =>
  readMinutes(zone, at - NEAR - DAY - HOUR, at + NEAR + HOUR);

/** Plans that are due in every hour are told apart by the minute alone. */
function verifyEveryHour(
  zone: string,
  minutes: Minutes,
  around: number,
  starts: readonly number[],
  outcome: Outcome,
): void {
  const single = [...new Set(starts.map((start) => new Date(start).getUTCMinutes()))].map((minute) => [minute]);
  for (const past of [...single, [0, 15, 30, 45]]) {
    const cron = `${past.join(',')} * * * *`;
    const found = startsInEveryHour(minutes, past);
    verifyPlans(zone, around, [{ plan: { kind: 'cron', cron }, starts: found }], [{ cron, runs: found }], outcome);
  }
}

function verifyPlans(
  zone: string,
  around: number,
  plans: readonly PlannedWindow[],
  runs: readonly PlannedRuns[],
  outcome: Outcome,
): void {
  for (const { plan, starts } of plans) {
    for (const durationMs of DURATIONS) {
      const window = { ...UNNAMED, ...plan, durationMs, zone } as RecurringWindow;
      verifyWindow(window, starts, around - NEAR, around + NEAR, outcome);
    }
  }
  for (const each of runs) verifyRuns(zone, each, around - NEAR, around + NEAR, outcome);
}

const MOST_EDGES = 12;

const UNNAMED = { id: 'plan', name: 'Plan', covers: 'everything', availability: 'excluded' } as const;

type Plan =
  | { readonly kind: 'weekly'; readonly days: readonly (typeof DAY_NAMES)[number][]; readonly at: string }
  | { readonly kind: 'monthly'; readonly on: MonthlyWindow['on']; readonly at: string }
  | { readonly kind: 'cron'; readonly cron: string };

/** With its starts as looked for. */
interface PlannedWindow {
  readonly plan: Plan;
  readonly starts: readonly number[];
}

interface PlannedRuns {
  readonly cron: string;
  readonly runs: readonly number[];
}

/** Everything that can be said in a configuration and begins at a time on the wall, which is given as if it were UTC. */
function plansAt(minutes: Minutes, start: number): PlannedWindow[] {
  const at = new Date(start).toISOString().slice(11, 16);
  const [hour, minute] = [new Date(start).getUTCHours(), new Date(start).getUTCMinutes()];
  const date = start - (start % DAY);
  const time = hour * 100 + minute;
  const weekly = [[nameOfDay(date)], DAY_NAMES].map((days) => ({
    plan: { kind: 'weekly', days, at } as const,
    starts: startsOf(minutes, (each) => days.includes(nameOfDay(each)), [time]),
  }));
  const monthly = monthlyOn(date).map((on) => ({
    plan: { kind: 'monthly', on, at } as const,
    starts: startsOf(minutes, (each) => isMonthly(on, each), [time]),
  }));
  const crons = [
    { cron: `${minute} ${hour} * * *`, starts: startsOf(minutes, () => true, [time]) },
    {
      cron: `${minute} ${hour} ${dayOfMonth(date)} * *`,
      starts: startsOf(minutes, (each) => dayOfMonth(each) === dayOfMonth(date), [time]),
    },
    {
      cron: `*/20 ${hour} * * *`,
      starts: startsOf(
        minutes,
        () => true,
        [0, 20, 40].map((past) => hour * 100 + past),
      ),
    },
  ];
  return [
    ...weekly,
    ...monthly,
    ...crons.map(({ cron, starts }) => ({ plan: { kind: 'cron', cron } as const, starts })),
  ];
}

const NTHS = [1, 2, 3, 4, 5, 'last'] as const;

function monthlyOn(date: number): MonthlyWindow['on'][] {
  const weekday = nameOfDay(date);
  const every = [dayOfMonth(date), 'last' as const, ...NTHS.map((nth) => ({ nth, weekday }))];
  return every.filter((on) => isMonthly(on, date));
}

function verifyWindow(
  window: RecurringWindow,
  starts: readonly number[],
  from: number,
  to: number,
  outcome: Outcome,
): void {
  const { durationMs } = window;
  const looked = starts.filter((start) => start < to && start + durationMs > from);
  outcome.cases++;
  const found = occurrencesBetween(window, from, to);
  expectSame(
    found.map((each) => each.from),
    looked,
    window,
    'begins',
    outcome,
  );
  expectSame(
    found.map((each) => each.to),
    looked.map((start) => start + durationMs),
    window,
    'ends',
    outcome,
  );
  const next = starts.find((start) => start > from);
  if (next !== undefined) expectSame([nextOccurrence(window, from)?.from], [next], window, 'begins next', outcome);
  const edges = looked.flatMap((start) => [start, start + durationMs]).filter((edge) => from < edge && edge < to);
  const away = (edge: number): number => Math.abs(edge - (from + to) / 2);
  // Of a window that begins every hour, the edges that are nearest to the change.
  for (const edge of edges.sort((a, b) => away(a) - away(b)).slice(0, MOST_EDGES)) {
    verifyInstant(window, looked, edge - 1, outcome);
    verifyInstant(window, looked, edge, outcome);
  }
}

function verifyInstant(window: RecurringWindow, looked: readonly number[], instant: number, outcome: Outcome): void {
  const inForce = looked.filter((start) => start <= instant && instant < start + window.durationMs);
  const verb = `is in force at ${new Date(instant).toISOString()}`;
  const found = occurrencesBetween(window, instant, instant + 1).map((each) => each.from);
  expectSame(found, inForce, window, verb, outcome);
  const [active] = activeWindows([window], { id: 'any' }, instant);
  const last = inForce.at(-1);
  const expected = last === undefined ? [undefined, undefined] : [inForce[0], last + window.durationMs];
  expectSame([active?.from, active?.to], expected, window, verb, outcome);
}

function runsAt(minutes: Minutes, start: number): PlannedRuns[] {
  const [hour, minute] = [new Date(start).getUTCHours(), new Date(start).getUTCMinutes()];
  return [
    { cron: `${minute} ${hour} * * *`, runs: runsOf(minutes, () => true, [hour * 100 + minute]) },
    {
      cron: `*/15 ${hour} * * *`,
      runs: runsOf(
        minutes,
        () => true,
        [0, 15, 30, 45].map((past) => hour * 100 + past),
      ),
    },
  ];
}

/** What `nextRun` says of heartbeats, from run to run. */
function verifyRuns(zone: string, { cron, runs }: PlannedRuns, from: number, to: number, outcome: Outcome): void {
  outcome.cases++;
  const looked = runs.filter((run) => run > from && run <= to);
  const found: number[] = [];
  const parsed = parseCron(cron);
  // One more than there are, so that a mistake cannot go on for ever.
  for (
    let run = nextRun(parsed, zone, from);
    run <= to && found.length <= looked.length;
    run = nextRun(parsed, zone, run)
  )
    found.push(run);
  expectSame(found, looked, { cron, zone }, 'is due', outcome);
}

const MOST_TOLD = 20;

function expectSame(
  found: readonly (number | undefined)[],
  looked: readonly (number | undefined)[],
  subject: object,
  verb: string,
  outcome: Outcome,
): void {
  if (found.length === looked.length && found.every((each, index) => each === looked[index])) return;
  const text = (instants: readonly (number | undefined)[]): string =>
    instants.map((each) => (each === undefined ? 'never' : new Date(each).toISOString())).join(' ');
  if (outcome.mismatches.length >= MOST_TOLD) return;
  outcome.mismatches.push(`${JSON.stringify(subject)} ${verb}: ${text(found)}; by the clock ${text(looked)}`);
}
