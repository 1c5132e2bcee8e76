/** Claims one message, sends it, and records what came of it. */
import type { Contact } from '../domain/contact.ts';
import { SendError } from '../domain/errors.ts';
import type { Incident } from '../domain/incident.ts';
import type { Decision, Mark } from '../domain/notification.ts';
import type { Notification, Send } from '../ports.ts';
import type { Desk } from './desk.ts';

const FIRST_RETRY_MS = 5_000;
const LONGEST_RETRY_MS = 300_000;
/** News of yesterday wakes nobody usefully. */
export const GIVE_UP_AFTER_MS = 86_400_000;

/** The message's mark afterwards. When another notifier holds the claim, a mark that says so. */
export async function deliver(
  desk: Desk,
  incident: Incident,
  decision: Decision,
  former: Mark | undefined,
): Promise<Mark> {
  const now = desk.clock.now();
  const claimedUntil = now + desk.input.claimMs;
  const attempts = (former?.attempts ?? 0) + 1;
  const { monitorId } = incident;
  if (!(await desk.store.claimMessage(monitorId, incident.id, decision.key, now, claimedUntil))) {
    return { attempts, claimedUntil };
  }
  const mark = await attempt(desk, incident, decision, attempts);
  await desk.store.markMessage(monitorId, incident.id, decision.key, mark);
  return mark;
}

async function attempt(desk: Desk, incident: Incident, decision: Decision, attempts: number): Promise<Mark> {
  const { kind, contactId, eventId } = decision;
  const fields = { incidentId: incident.id, kind, contactId, eventId, attempts };
  try {
    await send(desk, incident, decision);
    desk.log.info('A message was sent', fields);
    return { attempts, sentAt: desk.clock.now() };
  } catch (cause) {
    const mark = markOfFailure(cause, incident, attempts, desk.clock.now());
    if (mark.gaveUp !== undefined) desk.log.error('A message will never arrive', { ...fields, cause });
    else desk.log.warn('A message was not sent; it is tried again', { ...fields, retryAt: mark.retryAt, cause });
    return mark;
  }
}

async function send(desk: Desk, incident: Incident, decision: Decision): Promise<void> {
  const contact = desk.contacts.get(decision.contactId);
  const deliverTo = contact && (desk.senders[contact.kind] as Send<Contact> | undefined);
  if (!contact || !deliverTo) {
    throw new SendError(`There is no sender for contact "${decision.contactId}".`, { isPermanent: true });
  }
  const notification = notificationOf(desk, incident, decision);
  await deliverTo(contact, { id: notification.eventId, reason: 'single', notifications: [notification] });
}

function notificationOf(desk: Desk, incident: Incident, { eventId, kind }: Decision): Notification {
  const monitor = desk.monitors.get(incident.monitorId);
  const { statusUrl } = desk.input;
  return {
    eventId,
    kind,
    incident,
    at: desk.clock.now(),
    ...(monitor ? { monitor } : {}),
    ...(statusUrl ? { statusUrl } : {}),
  };
}

/** Doubles the wait with each attempt, and gives up on what is permanent or a day old. */
export function markOfFailure(cause: unknown, incident: Incident, attempts: number, now: number): Mark {
  const text = cause instanceof Error ? cause.message : String(cause);
  const since = incident.closing?.at ?? incident.openedAt;
  const isPermanent = cause instanceof SendError && cause.isPermanent;
  if (isPermanent || now - since > GIVE_UP_AFTER_MS) return { attempts, gaveUp: text };
  return { attempts, retryAt: now + Math.min(FIRST_RETRY_MS * 2 ** (attempts - 1), LONGEST_RETRY_MS) };
}
