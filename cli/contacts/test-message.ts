/** A message that says of itself that it is a test: an outage of nothing, and at once its end, so that no pager is left open. */

import type { Message, NotificationKind } from '../../shared/domain/alerting/notification.ts';
import { type Incident, incidentId } from '../../shared/domain/incident.ts';

const MONITOR_ID = 'nightjar-test';
const NAME = 'Nightjar test, nothing is down';

/** `now` in ms since the epoch; the `by` is who sends it. */
export function testMessages(now: number, by: string): readonly [down: Message, recovered: Message] {
  const id = incidentId(MONITOR_ID, now);
  const opened: Incident = {
    id,
    monitorId: MONITOR_ID,
    monitorName: NAME,
    severity: 'info',
    since: now,
    openedAt: now,
    checks: 1,
    failure: { code: 'assertion_failed', message: `This is a test that ${by} has sent by hand. Nothing is down.` },
  };
  const closed: Incident = { ...opened, closing: { reason: 'recovered', at: now, upSince: now } };
  return [messageOf('down', opened, now), messageOf('recovered', closed, now)];
}

function messageOf(kind: NotificationKind, incident: Incident, at: number): Message {
  const eventId = `${incident.id}/${kind}`;
  return { id: eventId, reason: 'single', notifications: [{ eventId, kind, incident, at }] };
}
