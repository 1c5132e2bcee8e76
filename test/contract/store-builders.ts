/** Small parts that the tests of the store are made of. Every instant is fixed. */

import type { Result, Tick } from '../../shared/domain/checks/result.ts';
import type { Incident } from '../../shared/domain/incident.ts';
import { incidentId } from '../../shared/domain/incident.ts';
import type { MonitorState } from '../../shared/domain/state.ts';

export const SECOND_MS = 1000;
export const MINUTE_MS = 60 * SECOND_MS;
export const DAY_MS = 24 * 60 * MINUTE_MS;

export const REGION = 'eu-west-1';
export const NOON = Date.parse('2026-11-21T12:00:00Z');

export const up = (monitorId: string, totalMs = 120): Result => ({ monitorId, verdict: 'up', totalMs });

export const down = (monitorId: string, found = 'status 503'): Result => ({
  monitorId,
  verdict: 'down',
  totalMs: 87,
  failure: {
    code: 'unexpected_status',
    message: 'The server answered with an unexpected status.',
    expected: 'status 200',
    found,
  },
  timings: { dns: 1.25, connect: 2.5, tls: 11, firstByte: 70.125, transfer: 1, total: 87.0625 },
});

export const tickAt = (slot: number, change: Partial<Tick> = {}): Tick => ({
  slot,
  previous: slot - MINUTE_MS,
  cell: '0of1',
  region: REGION,
  startedAt: slot + 850,
  endedAt: slot + 2400,
  results: [up('rota'), down('tenant-api')],
  ...change,
});

export const stateWith = (incidents: readonly Incident[] = [], change: Partial<MonitorState> = {}): MonitorState => ({
  phase: incidents.length > 0 ? 'down' : 'up',
  since: NOON,
  vantages: {},
  incidents,
  ...change,
});

export const incidentOf = (monitorId: string, openedAt: number, change: Partial<Incident> = {}): Incident => ({
  id: incidentId(monitorId, openedAt),
  monitorId,
  monitorName: `The ${monitorId}`,
  severity: 'critical',
  since: openedAt - 2 * MINUTE_MS,
  openedAt,
  checks: 3,
  failure: { code: 'tcp_refused', message: 'The server refused the connection.' },
  ...change,
});
