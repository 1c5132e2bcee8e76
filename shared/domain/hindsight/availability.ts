/**
 * For how much of a period a monitor was up. Each check speaks for the time until the next one, and for three intervals at
 * most; what nobody has spoken for is no data, neither up nor down. All in whole milliseconds, so that nothing is rounded up.
 */

import { covers, type Override } from '../alerting/override.ts';
import type { Tick } from '../checks/result.ts';
import type { Monitor } from '../monitor.ts';
import { activeWindows, type MaintenanceWindow, occurrencesBetween } from '../time/maintenance.ts';

export interface Availability {
  readonly upMs: number;
  readonly downMs: number;
  /** In maintenance that is declared not to count. */
  readonly excludedMs: number;
  readonly noDataMs: number;
}

export interface AvailabilityInput {
  readonly monitor: Monitor;
  /** Of all regions, in any order. */
  readonly ticks: readonly Tick[];
  readonly windows: readonly MaintenanceWindow[];
  /** Maintenance by hand never counts. */
  readonly overrides: readonly Override[];
  /** From the first instant to the first one after it, in ms since the epoch. */
  readonly from: number;
  readonly until: number;
}

const REACH_INTERVALS = 3;

export function availabilityOf(input: AvailabilityInput): Availability {
  const { monitor, from, until } = input;
  const looks = looksOf(monitor.id, input.ticks).filter(({ slot }) => slot < until);
  const reachMs = REACH_INTERVALS * monitor.policy.intervalMs;
  const quiet = excludedSpans(input);
  const total = { upMs: 0, downMs: 0, excludedMs: 0 };
  looks.forEach(({ slot, isDown }, index) => {
    const next = looks[index + 1]?.slot ?? until;
    const span = { from: Math.max(slot, from), to: Math.min(next, slot + reachMs, until) };
    if (span.to <= span.from) return;
    const excludedMs = overlapMs(span, quiet);
    total.excludedMs += excludedMs;
    total[isDown ? 'downMs' : 'upMs'] += span.to - span.from - excludedMs;
  });
  return { ...total, noDataMs: until - from - total.upMs - total.downMs - total.excludedMs };
}

/** In thousandths of a per cent, rounded down: one failed check is never shown as 100 %. Undefined where nothing is known. */
export function availabilityRatio({ upMs, downMs }: Availability): number | undefined {
  const known = upMs + downMs;
  return known === 0 ? undefined : Math.floor((upMs * 100_000) / known) / 1000;
}

/** How much of the period anything is known of, in thousandths of a per cent, rounded down. */
export function coverageRatio({ upMs, downMs, excludedMs, noDataMs }: Availability): number {
  const known = upMs + downMs + excludedMs;
  const total = known + noDataMs;
  return total === 0 ? 0 : Math.floor((known * 100_000) / total) / 1000;
}

/** One verdict a slot: down where more regions say so than say otherwise. Those that say nothing have no voice. */
function looksOf(monitorId: string, ticks: readonly Tick[]): { readonly slot: number; readonly isDown: boolean }[] {
  const voices = new Map<number, number>();
  for (const { slot, results } of ticks) {
    const verdict = results.find((result) => result.monitorId === monitorId)?.verdict;
    if (verdict === undefined || verdict === 'unknown') continue;
    voices.set(slot, (voices.get(slot) ?? 0) + (verdict === 'down' ? 1 : -1));
  }
  return [...voices].map(([slot, balance]) => ({ slot, isDown: balance > 0 })).sort((a, b) => a.slot - b.slot);
}

interface Span {
  readonly from: number;
  readonly to: number;
}

/** Without overlaps, in their order. */
function excludedSpans({ monitor, windows, overrides, from, until }: AvailabilityInput): Span[] {
  const planned = windows
    .filter(({ availability }) => availability === 'excluded')
    .flatMap((window) => occurrencesBetween(window, from, until).filter((span) => isFor(window, span, monitor)));
  const byHand = overrides
    .filter(({ kind, scope }) => kind === 'maintenance' && covers(scope, monitor))
    .map((override) => ({ from: override.from, to: override.until ?? until }));
  return merged([...planned, ...byHand]);
}

const isFor = (window: MaintenanceWindow, span: Span, monitor: Monitor): boolean =>
  activeWindows([window], monitor, span.from).length > 0;

function merged(spans: readonly Span[]): Span[] {
  const result: Span[] = [];
  for (const span of spans.toSorted((a, b) => a.from - b.from)) {
    const last = result.at(-1);
    if (last && span.from <= last.to) result[result.length - 1] = { from: last.from, to: Math.max(last.to, span.to) };
    else result.push(span);
  }
  return result;
}

const overlapMs = ({ from, to }: Span, spans: readonly Span[]): number =>
  spans.reduce((sum, span) => sum + Math.max(0, Math.min(to, span.to) - Math.max(from, span.from)), 0);
