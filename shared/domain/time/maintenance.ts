/**
 * Maintenance windows: when work is planned, and on which monitors. A window begins by the clock on the wall of its zone
 * (`wall-clock.ts` says what that means where clocks change) and then lasts as long as it says, however the clocks go on.
 *
 * Occurrences of a window may overlap, and two that begin at the same instant are one. All instants are in ms.
 */
import { dateOfDay, WEEKDAYS, type Weekday } from './calendar.ts';
import { parseCron, runsOfDay } from './cron.ts';
import { DAY_MS, dayAt, firstAfter, firstInstantOf, type TimeOfDay, wallOf } from './wall-clock.ts';

export type MaintenanceWindow = OneOffWindow | RecurringWindow;
export type RecurringWindow = WeeklyWindow | MonthlyWindow | CronWindow;

interface Window {
  readonly id: string;
  readonly name: string;
  readonly covers: Coverage;
  /** Whether what is seen during the window counts as availability. */
  readonly availability: 'excluded' | 'counted';
}

/** A monitor is covered that is named, is in one of the groups, or has one of the tags. */
export type Coverage =
  | 'everything'
  | { readonly monitors: readonly string[]; readonly groups: readonly string[]; readonly tags: readonly string[] };

export interface OneOffWindow extends Window {
  readonly kind: 'once';
  readonly from: number;
  readonly to: number;
}

interface Recurring extends Window {
  /** Elapsed time, not what the clock on the wall shows in between. */
  readonly durationMs: number;
  readonly zone: string;
}

export interface WeeklyWindow extends Recurring {
  readonly kind: 'weekly';
  readonly days: readonly Weekday[];
  readonly at: TimeOfDay;
}

/** A month without such a day, such as a 31st or a fifth Sunday, has no window. */
export interface MonthlyWindow extends Recurring {
  readonly kind: 'monthly';
  readonly on: number | 'last' | { readonly nth: Nth; readonly weekday: Weekday };
  readonly at: TimeOfDay;
}

export type Nth = 1 | 2 | 3 | 4 | 5 | 'last';

/** Where the clocks skip a start it is moved as in the other kinds, unless the expression is due in every hour of the day. */
export interface CronWindow extends Recurring {
  readonly kind: 'cron';
  readonly cron: string;
}

/** From its first instant to the first one after it. */
export interface Occurrence {
  readonly from: number;
  readonly to: number;
}

export interface ActiveWindow extends Occurrence {
  readonly window: MaintenanceWindow;
}

/** What a window needs to know of a monitor. */
export interface Coverable {
  readonly id: string;
  readonly group?: string;
  readonly tags?: readonly string[];
}

/**
 * The windows in force for a monitor at an instant, in the order in which they are given. Where occurrences of one window
 * overlap at that instant, they are told as one, from the earliest start to the latest end.
 */
export const activeWindows = (
  windows: readonly MaintenanceWindow[],
  monitor: Coverable,
  instant: number,
): ActiveWindow[] =>
  windows.flatMap((window) => {
    const occurrence = covers(window, monitor) ? occurrenceAt(window, instant) : undefined;
    return occurrence ? [{ window, ...occurrence }] : [];
  });

export function covers({ covers }: MaintenanceWindow, { id, group, tags = [] }: Coverable): boolean {
  if (covers === 'everything' || covers.monitors.includes(id)) return true;
  return (group !== undefined && covers.groups.includes(group)) || tags.some((tag) => covers.tags.includes(tag));
}

/** Occurrences that have a part in the time from one instant up to another, in the order of their starts. */
export function occurrencesBetween(window: MaintenanceWindow, from: number, to: number): Occurrence[] {
  if (window.kind === 'once') return window.from < to && window.to > from ? [{ from: window.from, to: window.to }] : [];
  const [firstDay, lastDay] = [dayAt(from - window.durationMs, window.zone) - 1, dayAt(to, window.zone) + 1];
  const starts = new Set<number>();
  for (let day = firstDay; day <= lastDay; day++) {
    for (const start of startsOfDay(window, day)) {
      if (start < to && start + window.durationMs > from) starts.add(start);
    }
  }
  return [...starts].sort((a, b) => a - b).map((start) => ({ from: start, to: start + window.durationMs }));
}

/** The first occurrence that begins after an instant; undefined where there is none, or none for years. */
export function nextOccurrence(window: MaintenanceWindow, after: number): Occurrence | undefined {
  if (window.kind === 'once') return window.from > after ? { from: window.from, to: window.to } : undefined;
  const from = firstAfter((day) => startsOfDay(window, day), window.zone, after);
  return from === Number.POSITIVE_INFINITY ? undefined : { from, to: from + window.durationMs };
}

/** What is known of a window for a stretch of time. */
interface Agenda extends Occurrence {
  readonly occurrences: readonly Occurrence[];
}

/** A pass asks for hundreds of monitors at one instant, and the next pass is soon after it. */
const agendas = new WeakMap<MaintenanceWindow, Agenda>();

function occurrenceAt(window: MaintenanceWindow, instant: number): Occurrence | undefined {
  let agenda = agendas.get(window);
  if (!agenda || !isIn(agenda, instant)) {
    const [from, to] = [instant, instant + DAY_MS];
    agenda = { from, to, occurrences: occurrencesBetween(window, from, to) };
    agendas.set(window, agenda);
  }
  const inForce = agenda.occurrences.filter((occurrence) => isIn(occurrence, instant));
  const [first, last] = [inForce[0], inForce.at(-1)];
  return first && last ? { from: first.from, to: last.to } : undefined;
}

const isIn = ({ from, to }: Occurrence, instant: number): boolean => from <= instant && instant < to;

function startsOfDay(window: RecurringWindow, day: number): readonly number[] {
  if (window.kind === 'cron') return runsOfDay(parseCron(window.cron), window.zone, day, 'moved');
  return isOnDay(window, day) ? [firstInstantOf(wallOf(day, window.at), window.zone)] : [];
}

function isOnDay(window: WeeklyWindow | MonthlyWindow, dayNumber: number): boolean {
  const { day, weekday } = dateOfDay(dayNumber);
  if (window.kind === 'weekly') return window.days.some((name) => WEEKDAYS[weekday] === name);
  const { on } = window;
  if (typeof on === 'number') return day === on;
  if (on === 'last') return isLastOfItsKind(dayNumber, 1);
  if (WEEKDAYS[weekday] !== on.weekday) return false;
  return on.nth === 'last' ? isLastOfItsKind(dayNumber, 7) : Math.ceil(day / 7) === on.nth;
}

/** So many days later it is another month. */
const isLastOfItsKind = (day: number, laterDays: number): boolean =>
  dateOfDay(day + laterDays).month !== dateOfDay(day).month;
