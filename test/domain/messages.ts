/** One message of every sort, about a night that docs/alerts.md shows. */

import type { Message, Notification, NotificationKind } from '../../shared/domain/alerting/notification.ts';
import type { Incident } from '../../shared/domain/incident.ts';
import { alone } from '../../shared/domain/messages/message.ts';
import { aMonitor, anHttpTarget, anIncident, MINUTE } from './builders.ts';

export const SINCE = Date.UTC(2026, 10, 22, 2, 44, 10);
const OPENED = SINCE + 2 * MINUTE;
const STATUS_URL = 'https://status.example.org/';
const IMPACT = 'Nobody can see who is on duty.';
const RUNBOOK = 'https://wiki.example.org/rota';

interface Story extends Partial<Omit<Notification, 'incident' | 'monitor'>> {
  readonly incident?: Partial<Incident>;
  readonly monitor?: Parameters<typeof aMonitor>[0];
}

/** A notification about the staff rota, at the moment when its incident opened. */
export function aStory(kind: NotificationKind, { incident = {}, monitor, ...story }: Story = {}): Notification {
  const monitorId = incident.monitorId ?? 'staff-rota';
  const id = incident.id ?? `${monitorId}-20261122T024610Z`;
  return {
    eventId: `${id}/${kind}`,
    kind,
    incident: anIncident({ monitorId, since: SINCE, openedAt: OPENED, ...incident, id }),
    monitor: aMonitor({
      id: monitorId,
      group: 'Intranet',
      target: anHttpTarget({ url: `https://rota.example.org/health/?key=$\{env:ROTA_KEY}` }),
      ...monitor,
    }),
    statusUrl: STATUS_URL,
    at: OPENED,
    ...story,
  };
}

const ACKNOWLEDGE_URL =
  'https://status.example.org/acknowledge/staff-rota-20261122T024610Z.tknr7m.1f0c8a55e02b4d9e8c3b7a6d5e4f3021';
const help = { monitor: { impact: IMPACT, runbook: RUNBOOK }, acknowledgeUrl: ACKNOWLEDGE_URL };
const END = SINCE + 310_000;

const down = aStory('down', help);
const ACKNOWLEDGEMENT = { at: SINCE + 3 * MINUTE, by: 'Ada', note: 'restarting it now' };
const recovered = aStory('recovered', {
  monitor: help.monitor,
  acknowledgement: ACKNOWLEDGEMENT,
  incident: { closing: { reason: 'recovered', at: END, upSince: SINCE + 250_000 } },
});

const other = (monitorId: string, monitorName: string, incident: Partial<Incident> = {}): Story => ({
  incident: { monitorId, monitorName, ...incident },
  monitor: { target: anHttpTarget({ url: `https://${monitorId}.example.org/` }) },
});

const refused: Pick<Incident, 'failure' | 'severity'> = {
  severity: 'warning',
  failure: { code: 'tcp_refused', message: 'The server refused the connection: 192.0.2.1:443.' },
};
const mailUp: Partial<Incident> = { closing: { reason: 'recovered', at: END, upSince: END - MINUTE } };

const STORM_NAMES = [
  'Staff rota',
  'Ledger API',
  'Mail',
  'Files',
  'Wiki',
  'Chat',
  'Booking',
  'Payroll',
  'Library',
  'Maps',
  'Print',
  'Proxy',
];
const idOf = (name: string): string => name.toLowerCase().replace(' ', '-');

export const MESSAGES = {
  down: alone(down),
  recovered: alone(recovered),
  paused: alone(
    aStory('closed', { monitor: help.monitor, incident: { closing: { reason: 'paused', at: END, upSince: END } } }),
  ),
  reminder: alone(
    aStory('reminder', {
      ...help,
      eventId: 'staff-rota-20261122T024610Z/reminder-4',
      at: SINCE + 240 * MINUTE,
    }),
  ),
  acknowledged: alone(
    aStory('reminder', {
      ...help,
      eventId: 'staff-rota-20261122T024610Z/reminder-8',
      at: SINCE + 480 * MINUTE,
      acknowledgement: ACKNOWLEDGEMENT,
    }),
  ),
  escalated: alone(aStory('down', { ...help, at: OPENED + 15 * MINUTE, escalatedAfterMs: 15 * MINUTE })),
  undelivered: alone(
    aStory('undelivered', {
      ...help,
      eventId: 'staff-rota-20261122T024610Z/undelivered-oncall',
      undelivered: { contactId: 'oncall', reason: 'The PagerDuty integration of contact "oncall" answered 403.' },
    }),
  ),
  regions: alone(
    aStory('down', {
      ...help,
      monitor: {
        ...help.monitor,
        policy: { flapping: { openings: 3, windowMs: 60 * MINUTE, stableMs: 15 * MINUTE } },
      },
      incident: {
        regions: { 'eu-west-1': 'down', 'us-east-1': 'down', 'ap-southeast-1': 'up', 'sa-east-1': 'silent' },
        flapping: { openings: 3, windowMs: 60 * MINUTE },
      },
    }),
  ),
  warning: alone(
    aStory('warning', {
      monitor: { runbook: RUNBOOK },
      eventId: 'staff-rota-20261122T024610Z-warning/warning',
      incident: {
        id: 'staff-rota-20261122T024610Z-warning',
        about: 'warning',
        severity: 'warning',
        since: OPENED,
        checks: 2,
        failure: {
          code: 'certificate_expiring',
          message:
            'Expected a certificate valid for at least 14 days, found 13 days left, until 2026-12-05 09:00:00 UTC.',
          expected: 'a certificate valid for at least 14 days',
          found: '13 days left, until 2026-12-05 09:00:00 UTC',
        },
      },
    }),
  ),
  group: {
    id: 'mail-20261122T024610Z/recovered+2',
    reason: 'group',
    notifications: [
      aStory('recovered', other('mail', 'Mail', mailUp)),
      aStory('down', other('ledger-api', 'Ledger API', refused)),
      down,
    ],
  },
  storm: {
    id: 'staff-rota-20261122T024610Z/down+11',
    reason: 'storm',
    notifications: [down, ...STORM_NAMES.slice(1).map((name) => aStory('down', other(idOf(name), name)))],
  },
  digest: {
    id: 'mail-20261122T024610Z/down+3',
    reason: 'digest',
    notifications: [
      aStory('down', other('mail', 'Mail', { severity: 'info' })),
      aStory('recovered', other('mail', 'Mail', { severity: 'info', ...mailUp })),
      aStory('recovered', other('wiki', 'Wiki', { severity: 'info', ...mailUp })),
      aStory('down', other('print', 'Print', { severity: 'info' })),
    ],
  },
} as const satisfies Record<string, Message>;
