/** Claims the notifications of one message, sends it, and records what came of each. */
import type { Contact } from '../domain/alerting/contact.ts';
import type { Bundle, Pending } from '../domain/alerting/grouping.ts';
import type { Mark, Message, Notification } from '../domain/alerting/notification.ts';
import { SendError } from '../domain/errors.ts';
import type { Incident } from '../domain/incident.ts';
import { hashOf } from '../domain/time/slot.ts';
import { pooled } from '../pooled.ts';
import type { Send } from '../ports.ts';
import type { Case } from './cases.ts';
import type { Desk } from './desk.ts';

/** A storm of hundreds is one message, and hundreds of rows. */
const WRITES_AT_ONCE = 16;
const FIRST_RETRY_MS = 5_000;
const LONGEST_RETRY_MS = 300_000;
/** Who asks to be left alone for longer is asked again all the same. */
const LONGEST_PATIENCE_MS = 3_600_000;
/** News of yesterday wakes nobody usefully. */
export const GIVE_UP_AFTER_MS = 86_400_000;

/** A decision with the case that it was made in. */
export interface Item extends Pending {
  readonly case: Case;
}

export interface Delivery {
  readonly sent: number;
  readonly failed: number;
  /** Of which the store could not be told. They are left alone until the next pass. */
  readonly troubled: readonly Case[];
}

/** Of what another notifier holds, nothing is sent; its mark says so. */
export async function deliver(desk: Desk, { contactId, reason, items }: Bundle<Item>): Promise<Delivery> {
  const troubled = new Set<Case>();
  const claims = await pooled(items, WRITES_AT_ONCE, (item) => unlessTroubled(desk, item, troubled, claim));
  const claimed = withBeginnings(items.filter((_, index) => claims[index]));
  const [first, ...rest] = await Promise.all(claimed.map((item) => notificationOf(desk, item)));
  if (!first) return { sent: 0, failed: items.length, troubled: [...troubled] };
  const message: Message = { id: messageId([first, ...rest]), reason, notifications: [first, ...rest] };
  const outcome = await attempt(desk, contactId, message);
  const record = (_desk: Desk, item: Item) => recordOutcome(desk, item, outcome);
  await pooled(claimed, WRITES_AT_ONCE, (item) => unlessTroubled(desk, item, troubled, record));
  const sent = 'sentAt' in outcome ? claimed.length : 0;
  return { sent, failed: items.length - sent, troubled: [...troubled] };
}

/** An end that goes with its beginning does not go without it: its claim expires, and a later pass tells both. */
const withBeginnings = (claimed: readonly Item[]): Item[] =>
  claimed.filter(
    ({ case: told, decision }) =>
      decision.reason !== 'waits_for_down' ||
      claimed.some((other) => other.case === told && other.decision.kind === 'down'),
  );

/** One row's trouble with the store must not keep the others of the message from being told. */
async function unlessTroubled<T>(
  desk: Desk,
  item: Item,
  troubled: Set<Case>,
  work: (desk: Desk, item: Item) => Promise<T>,
): Promise<T | undefined> {
  try {
    return await work(desk, item);
  } catch (cause) {
    troubled.add(item.case);
    const { incident } = item.case;
    desk.log.error('The store could not be told of a message; the next pass tries again', {
      incidentId: incident.id,
      eventId: item.decision.eventId,
      cause,
    });
    return undefined;
  }
}

/** Several notifications together are known by the first, by how many follow, and by which. */
function messageId([first, ...rest]: Message['notifications']): string {
  if (rest.length === 0) return first.eventId;
  const which = hashOf(rest.map(({ eventId }) => eventId).join(' ')).toString(36);
  return `${first.eventId}+${rest.length}-${which}`;
}

async function claim(desk: Desk, { case: { incident, marks }, decision }: Item): Promise<boolean> {
  const now = desk.clock.now();
  const claimedUntil = now + desk.input.claimMs;
  const isOurs = await desk.store.claimMessage(incident.monitorId, incident.id, decision.key, now, claimedUntil);
  marks[decision.key] = { attempts: (marks[decision.key]?.attempts ?? 0) + 1, claimedUntil };
  return isOurs;
}

type Outcome = { readonly sentAt: number } | { readonly cause: unknown; readonly failedAt: number };

async function attempt(desk: Desk, contactId: string, message: Message): Promise<Outcome> {
  try {
    const contact = desk.contacts.get(contactId);
    const send = contact && (desk.senders[contact.kind] as Send<Contact> | undefined);
    if (!contact || !send) {
      throw new SendError(`There is no sender for contact "${contactId}".`, { isPermanent: true });
    }
    await send(contact, message);
    return { sentAt: desk.clock.now() };
  } catch (cause) {
    return { cause, failedAt: desk.clock.now() };
  }
}

async function recordOutcome(
  desk: Desk,
  { case: { incident, marks }, decision }: Item,
  outcome: Outcome,
): Promise<void> {
  const { kind, contactId, eventId, key } = decision;
  const attempts = marks[key]?.attempts ?? 1;
  const fields = { incidentId: incident.id, kind, contactId, eventId, attempts };
  const mark =
    'sentAt' in outcome
      ? { attempts, sentAt: outcome.sentAt }
      : markOfFailure(outcome.cause, incident, attempts, outcome.failedAt);
  if (!('cause' in outcome)) desk.log.info('A message was sent', fields);
  else if (mark.gaveUp !== undefined)
    desk.log.error('A message will never arrive', { ...fields, cause: outcome.cause });
  else
    desk.log.warn('A message was not sent; it is tried again', {
      ...fields,
      retryAt: mark.retryAt,
      cause: outcome.cause,
    });
  marks[key] = mark;
  await desk.store.markMessage(incident.monitorId, incident.id, key, mark);
}

async function notificationOf(
  desk: Desk,
  { case: { incident, monitor, acknowledgement }, decision }: Item,
): Promise<Notification> {
  const { eventId, kind, step, undelivered } = decision;
  const { statusUrl } = desk.input;
  const at = desk.clock.now();
  const isOpen = !incident.closing && incident.about !== 'warning';
  const makeLink = isOpen && !acknowledgement ? await desk.acknowledgeLinks() : undefined;
  return {
    eventId,
    kind,
    incident,
    at,
    ...(monitor && { monitor }),
    ...(statusUrl && { statusUrl }),
    ...(step && step.afterMs > 0 && kind === 'down' && { escalatedAfterMs: step.afterMs }),
    ...(acknowledgement && {
      acknowledgement: {
        at: acknowledgement.at,
        by: acknowledgement.by,
        ...(acknowledgement.text !== undefined && { note: acknowledgement.text }),
      },
    }),
    ...(undelivered && { undelivered }),
    ...(makeLink && { acknowledgeUrl: makeLink(incident.id, at) }),
  };
}

/** Doubles the wait with each attempt, and gives up on what is permanent or a day old. */
export function markOfFailure(cause: unknown, incident: Incident, attempts: number, now: number): Mark {
  const text = cause instanceof Error ? cause.message : String(cause);
  const since = incident.closing?.at ?? incident.openedAt;
  const isPermanent = cause instanceof SendError && cause.isPermanent;
  if (isPermanent || now - since > GIVE_UP_AFTER_MS) return { attempts, gaveUp: text };
  const asked = cause instanceof SendError ? (cause.retryAfterMs ?? 0) : 0;
  const usual = Math.min(FIRST_RETRY_MS * 2 ** (attempts - 1), LONGEST_RETRY_MS);
  return { attempts, retryAt: now + Math.max(usual, Math.min(asked, LONGEST_PATIENCE_MS)) };
}
