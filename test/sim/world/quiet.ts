/** When people have asked for quiet, reckoned apart from the code under test. */

import type { Override } from '../../../shared/domain/alerting/override.ts';
import type { Monitor } from '../../../shared/domain/monitor.ts';
import type { Coverage, MaintenanceWindow } from '../../../shared/domain/time/maintenance.ts';
import type { Span } from './truth.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const NAMES = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

/** Every span of quiet for a monitor that has a part in that time. */
export function quietSpans(
  monitor: Monitor,
  windows: readonly MaintenanceWindow[],
  overrides: readonly Override[],
  { from, until }: Span,
): Span[] {
  const planned = windows
    .filter(({ covers }) => isCovered(covers, monitor))
    .flatMap((window) => spansOf(window, from, until));
  const byHand = overrides
    .filter(({ scope }) => scope.kind === 'everything' || scope.name === monitor.id || scope.name === monitor.group)
    .map((override) => ({ from: override.from, until: override.until ?? Number.POSITIVE_INFINITY }));
  return [...planned, ...byHand].filter((span) => span.from < until && span.until > from);
}

function isCovered(covers: Coverage, { id, group = '' }: Monitor): boolean {
  return covers === 'everything' || covers.monitors.includes(id) || covers.groups.includes(group);
}

/** Windows of a run are given once, or by the week in London. */
function spansOf(window: MaintenanceWindow, from: number, until: number): Span[] {
  if (window.kind === 'once') return [{ from: window.from, until: window.to }];
  if (window.kind !== 'weekly') throw new Error(`no run has a ${window.kind} window`);
  const [hours = 0, minutes = 0] = window.at.split(':').map(Number);
  const spans: Span[] = [];
  for (let day = Math.floor((from - window.durationMs) / DAY) - 1; day * DAY <= until + HOUR; day++) {
    // In summer a day begins in London while it is still the day before by UTC.
    const name = NAMES[new Date(day * DAY).getUTCDay()] ?? '';
    if (!(window.days as readonly string[]).includes(name)) continue;
    const wall = day * DAY + hours * HOUR + minutes * MINUTE;
    const start = isSummer(wall - HOUR) ? wall - HOUR : wall;
    spans.push({ from: start, until: start + window.durationMs });
  }
  return spans;
}

/** In London clocks are an hour ahead from the last Sunday of March to the last one of October, each at 01:00 UTC. */
export function isSummer(instant: number): boolean {
  const year = new Date(instant).getUTCFullYear();
  return lastSunday(year, 2) + HOUR <= instant && instant < lastSunday(year, 9) + HOUR;
}

function lastSunday(year: number, month: number): number {
  const last = Date.UTC(year, month + 1, 0);
  return last - new Date(last).getUTCDay() * DAY;
}
