/** Small builders with fixed dates. */

import type { Message, Notification } from '../../shared/domain/alerting/notification.ts';
import type { Result, Verdict } from '../../shared/domain/checks/result.ts';
import type { HttpTarget, Target } from '../../shared/domain/checks/target.ts';
import type { Incident } from '../../shared/domain/incident.ts';
import type { Fleet, Monitor, Policy } from '../../shared/domain/monitor.ts';

export const MINUTE = 60_000;
export const NOON = Date.UTC(2026, 10, 22, 12);

export const aPolicy = (policy: Partial<Policy> = {}): Policy => ({
  intervalMs: MINUTE,
  retryIntervalMs: MINUTE,
  timeoutMs: 10_000,
  failureThreshold: 3,
  recoveryThreshold: 2,
  paused: false,
  ...policy,
});

export const anHttpTarget = (target: Partial<HttpTarget> = {}): HttpTarget => ({
  kind: 'http',
  url: 'https://rota.example.org/health/',
  method: 'GET',
  headers: {},
  maxRedirects: 5,
  allowDowngrade: false,
  allowPrivate: false,
  ...target,
});

/** What a test asks of a target that it knows to be of the kind http. */
export function httpOf(target: Target | undefined): HttpTarget {
  if (target?.kind !== 'http') throw new Error(`a target of kind http was expected, not ${target?.kind}`);
  return target;
}

export const aMonitor = ({
  policy,
  ...monitor
}: Partial<Omit<Monitor, 'policy'>> & { policy?: Partial<Policy> } = {}) =>
  ({
    id: 'rota',
    name: 'Staff rota',
    target: anHttpTarget(),
    assertions: [{ subject: 'status', ranges: [{ from: 200, to: 299 }], effect: 'down' }],
    policy: aPolicy(policy),
    alert: { to: ['oncall'], severity: 'critical' },
    ...monitor,
  }) satisfies Monitor;

export const aFleet = (fleet: Partial<Fleet> = {}): Fleet => ({
  monitors: [aMonitor()],
  contacts: [{ kind: 'sns', id: 'oncall', email: ['oncall@example.org'], sms: [] }],
  metrics: 'fleet',
  controls: [],
  statusPage: { title: 'Status' },
  demo: false,
  ...fleet,
});

export const aResult = (verdict: Verdict, monitorId = 'rota'): Result =>
  verdict === 'up'
    ? { monitorId, verdict, totalMs: 120 }
    : {
        monitorId,
        verdict,
        failure: {
          code: verdict === 'unknown' ? 'probe_error' : verdict === 'degraded' ? 'too_slow' : 'unexpected_status',
          message: 'Expected status 200-299, got 503.',
          expected: 'status 200-299',
          found: '503',
        },
      };

export const aMessage = (...notifications: readonly [Notification, ...Notification[]]): Message => ({
  id: notifications[0].eventId,
  reason: notifications.length === 1 ? 'single' : 'group',
  notifications,
});

export const anIncident = (incident: Partial<Incident> = {}): Incident => ({
  id: 'rota-20261122T120200Z',
  monitorId: 'rota',
  monitorName: 'Staff rota',
  severity: 'critical',
  since: NOON,
  openedAt: NOON + 2 * MINUTE,
  checks: 3,
  failure: {
    code: 'unexpected_status',
    message: 'Expected status 200-299, got 503.',
    expected: 'status 200-299',
    found: '503',
  },
  ...incident,
});
