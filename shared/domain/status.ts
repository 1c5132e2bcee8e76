/**
 * What everybody may see. The public fleet and the public status are allow-lists: each field is named here, one by one,
 * and taken from what was declared public. Nothing is made by leaving things out of a private model.
 */

import { FAILURES, type FailureCode } from './checks/failure.ts';
import type { Fleet } from './monitor.ts';
import {
  type Evidence,
  gatherEvidence,
  isCheckerStale,
  isCurrent,
  type Seen,
  type SeenResult,
  staleAfter,
} from './seen.ts';
import { type MonitorState, openIncident } from './state.ts';
import { isoSeconds } from './time/calendar.ts';
import { seesDown } from './vantage.ts';

/** Version of the document's shape. New keys may appear without a new version; none is removed or changes its meaning. */
export const SCHEMA_VERSION = 1;

/** All of a configuration that the status function is ever given; it is bundled with it as `public.json`. */
export interface PublicFleet {
  readonly title: string;
  readonly monitors: readonly PublicMonitor[];
}

export interface PublicMonitor {
  readonly id: string;
  /** The public name and group, which may differ from those that operators see. */
  readonly name: string;
  readonly group?: string;
  readonly intervalMs: number;
  readonly paused: boolean;
}

export type OverallStatus = 'operational' | 'degraded' | 'partial_outage' | 'major_outage' | 'unknown';
export type MonitorStatus = 'up' | 'degraded' | 'down' | 'unknown' | 'paused' | 'pending';

/** `/status.json`. Instants are ISO 8601 in UTC with whole seconds; every key is always there, null where empty. */
export interface PublicStatus {
  readonly schemaVersion: typeof SCHEMA_VERSION;
  readonly page: { readonly title: string };
  readonly status: OverallStatus;
  /** The last folded slot, not the instant of the request: between ticks the document does not change. */
  readonly updatedAt: string | null;
  /** From then on this copy, wherever it was kept, says nothing about now. */
  readonly staleAfter: string | null;
  readonly stale: boolean;
  readonly counts: Readonly<Record<MonitorStatus, number>>;
  readonly monitors: readonly MonitorView[];
  readonly incidents: readonly IncidentView[];
}

export interface MonitorView {
  readonly id: string;
  readonly name: string;
  readonly group: string | null;
  readonly status: MonitorStatus;
  readonly since: string | null;
  readonly lastCheckedAt: string | null;
  readonly responseTimeMs: number | null;
  /** Regions that see it down while too few agree for an outage. */
  readonly downIn: readonly string[];
}

export interface IncidentView {
  readonly id: string;
  readonly monitorId: string;
  readonly name: string;
  readonly since: string;
  /** Until `updatedAt`. */
  readonly durationMs: number;
  /** The table's own sentence; what the target answered is not for the public. */
  readonly failure: { readonly code: FailureCode; readonly sentence: string } | null;
}

/** The part of a configuration that was declared public. */
export function publicFleet(fleet: Fleet): PublicFleet {
  return {
    title: fleet.statusPage.title,
    monitors: fleet.monitors.flatMap((monitor) => {
      if (!monitor.public) return [];
      const { name, group } = monitor.public;
      const { intervalMs, paused } = monitor.policy;
      return [{ id: monitor.id, name, ...(group !== undefined && { group }), intervalMs, paused }];
    }),
  };
}

/** The public document. `now` only decides whether the checker itself has stopped. */
export function publicStatus(
  fleet: PublicFleet,
  seen: Seen,
  { now, tickMs }: { now: number; tickMs: number },
): PublicStatus {
  const stale = isCheckerStale(seen, now, tickMs);
  const evidence = gatherEvidence(seen);
  const monitors = fleet.monitors.map((monitor) => {
    const known: Known = { state: seen.states.get(monitor.id), evidence: evidence.get(monitor.id) ?? {} };
    const status =
      idleStatus(monitor, known.state) ?? (stale ? 'unknown' : watchedStatus(monitor, known, seen, tickMs));
    return viewMonitor(monitor, status, known);
  });
  const counts = countByStatus(monitors);
  return {
    schemaVersion: SCHEMA_VERSION,
    page: { title: fleet.title },
    status: stale ? 'unknown' : overallStatus(counts),
    updatedAt: isoOrNull(seen.slot),
    staleAfter: isoOrNull(seen.slot === undefined ? undefined : staleAfter(seen.slot, tickMs)),
    stale,
    counts,
    monitors,
    incidents: fleet.monitors.flatMap((monitor) => viewIncident(monitor, seen)),
  };
}

/**
 * What is paused or pending does not count. What is unknown counts as watched: it can keep an outage from being called
 * major, and where it is more than half, nobody can call the whole operational.
 */
export function overallStatus(counts: Readonly<Record<MonitorStatus, number>>): OverallStatus {
  const watched = counts.up + counts.degraded + counts.down + counts.unknown;
  if (counts.down > 0) return counts.down * 2 >= watched ? 'major_outage' : 'partial_outage';
  if (counts.unknown * 2 > watched || watched === 0) return 'unknown';
  return counts.degraded > 0 ? 'degraded' : 'operational';
}

interface Known {
  readonly state: MonitorState | undefined;
  readonly evidence: Evidence;
}

function viewMonitor(monitor: PublicMonitor, status: MonitorStatus, { state, evidence }: Known): MonitorView {
  return {
    id: monitor.id,
    name: monitor.name,
    group: monitor.group ?? null,
    status,
    since: isoOrNull(state && sinceOf(status, state)),
    lastCheckedAt: isoOrNull(evidence.conclusive?.slot),
    responseTimeMs: evidence.conclusive?.totalMs ?? null,
    downIn: regionalProblem(state),
  };
}

/** What needs no check to be known. */
function idleStatus(monitor: PublicMonitor, state: MonitorState | undefined): MonitorStatus | undefined {
  if (monitor.paused || state?.phase === 'paused') return 'paused';
  return !state || state.phase === 'pending' ? 'pending' : undefined;
}

/** Nothing is up or down on old evidence; a failure that is not confirmed yet is not an outage. */
function watchedStatus(monitor: PublicMonitor, known: Known, seen: Seen, tickMs: number): MonitorStatus {
  const { state, evidence } = known;
  const isRecent = (result: SeenResult | undefined) =>
    isCurrent(seen, result, { intervalMs: monitor.intervalMs, tickMs });
  if (state && openIncident(state)) return isRecent(evidence.conclusive) ? 'down' : 'unknown';
  // What this region sees is not all that is seen.
  if (regionalProblem(state).length > 0) return isRecent(evidence.conclusive) ? 'degraded' : 'unknown';
  if (!isRecent(evidence.success)) return 'unknown';
  return evidence.success?.verdict === 'degraded' ? 'degraded' : 'up';
}

/** Regions that have confirmed a failure which the others do not see. */
function regionalProblem(state: MonitorState | undefined): string[] {
  if (!state || openIncident(state)) return [];
  return Object.entries(state.vantages).flatMap(([region, vantage]) => (seesDown(vantage) ? [region] : []));
}

/** Null where the state does not tell since when this has been so. */
function sinceOf(status: MonitorStatus, state: MonitorState): number | undefined {
  if (status === 'down') return openIncident(state)?.since;
  if (status === 'up' || status === 'degraded') return state.phase === 'up' ? state.since : undefined;
  return status === state.phase ? state.since : undefined;
}

function viewIncident(monitor: PublicMonitor, seen: Seen): IncidentView[] {
  const state = seen.states.get(monitor.id);
  const incident = state && openIncident(state);
  if (!incident || monitor.paused) return [];
  const { code } = incident.failure;
  return [
    {
      id: incident.id,
      monitorId: monitor.id,
      name: monitor.name,
      since: isoSeconds(incident.since),
      durationMs: Math.max(0, (seen.slot ?? incident.since) - incident.since),
      // A row written by another version may hold a code that this table does not know.
      failure: Object.hasOwn(FAILURES, code) ? { code, sentence: FAILURES[code].sentence } : null,
    },
  ];
}

function countByStatus(monitors: readonly MonitorView[]): Record<MonitorStatus, number> {
  const counts = { up: 0, degraded: 0, down: 0, unknown: 0, paused: 0, pending: 0 };
  for (const { status } of monitors) counts[status]++;
  return counts;
}

const isoOrNull = (instant: number | undefined): string | null => (instant === undefined ? null : isoSeconds(instant));
