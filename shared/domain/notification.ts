/**
 * The notifier's one question: which messages should have been sent by now? `decide` answers it for one incident, with
 * a named reason for every message that it sends or holds back. It is asked again until nothing is left to do.
 */
import type { Incident } from './incident.ts';
import type { Monitor } from './monitor.ts';

/**
 * `reminder`: it is still down. `undelivered`: somebody else could not be told of it. The others begin and end an
 * incident.
 */
export type NotificationKind = 'down' | 'recovered' | 'closed' | 'reminder' | 'undelivered';

/** Everything that may be said to one contact of one incident. Senders choose what fits. */
export interface Notification {
  readonly eventId: string;
  readonly kind: NotificationKind;
  readonly incident: Incident;
  /** As configured now; absent when the monitor was removed. */
  readonly monitor?: Monitor;
  readonly statusUrl?: string;
  /** When it is said, in ms since the epoch; how long an outage has lasted so far is counted up to here. */
  readonly at: number;
  /** The contact is told only because nobody has acknowledged the incident for so long, in ms. */
  readonly escalatedAfterMs?: number;
  readonly acknowledgement?: { readonly at: number; readonly by: string; readonly note?: string };
  /** Of `undelivered`: who could not be told, and why. */
  readonly undelivered?: { readonly contactId: string; readonly reason: string };
  /** A signed link; whoever has it may acknowledge the incident for a day. */
  readonly acknowledgeUrl?: string;
}

/** Why several notifications are in one message, or that there is only one. */
export type MessageReason = 'single' | 'group' | 'storm' | 'digest';

/** What is sent to a contact at once. */
export interface Message {
  /** Equal in all copies: the event id of the only notification, or one made of all their ids. */
  readonly id: string;
  readonly reason: MessageReason;
  readonly notifications: readonly [Notification, ...Notification[]];
}

/** What is known about one message: whether somebody is sending it, has sent it, or has given up. Instants in ms. */
export interface Mark {
  readonly attempts: number;
  /** Somebody is sending it; nobody else tries before this instant. */
  readonly claimedUntil?: number;
  /** A failed attempt waits until then. */
  readonly retryAt?: number;
  readonly sentAt?: number;
  /** Why it will never be sent. */
  readonly gaveUp?: string;
}

/** By mark key: `<incidentId>/<kind>/<contactId>`. */
export type Marks = Readonly<Record<string, Mark>>;

export type Reason =
  | 'due'
  | 'sent_already'
  | 'claimed_by_another'
  | 'backing_off'
  | 'given_up'
  | 'waits_for_down'
  | 'was_never_told'
  | 'contact_unknown';

export interface Decision {
  readonly kind: NotificationKind;
  readonly contactId: string;
  readonly reason: Reason;
  /** Where the message's mark is kept. */
  readonly key: string;
  /** Equal in all copies of a message, so that a receiver can drop a duplicate. */
  readonly eventId: string;
}

const FINAL: ReadonlySet<Reason> = new Set(['sent_already', 'given_up', 'was_never_told', 'contact_unknown']);

/** Nothing more will ever be done about this message. */
export const isFinal = (decision: Decision): boolean => FINAL.has(decision.reason);

export const markKey = (incidentId: string, kind: NotificationKind, contactId: string): string =>
  `${incidentId}/${kind}/${contactId}`;

/** Which kind of message tells of an incident's end. */
export const endKind = (incident: Incident): NotificationKind =>
  incident.closing?.reason === 'recovered' ? 'recovered' : 'closed';

/**
 * Every message of an incident with the reason why it is due or not. Whoever is on the route now is told of the
 * outage; whoever was told of it is told of its end, on the route or not. `known` holds the contacts that exist.
 */
export function decide(
  incident: Incident,
  route: readonly string[],
  known: ReadonlySet<string>,
  marks: Marks,
  now: number,
): Decision[] {
  const told = Object.keys(marks)
    .filter((key) => key.startsWith(`${incident.id}/down/`))
    .map((key) => key.slice(`${incident.id}/down/`.length));
  const contacts = [...new Set([...route, ...told])];
  return contacts.flatMap((contactId) => {
    const down = decideOne('down', contactId);
    return incident.closing ? [down, decideEnd(down, contactId)] : [down];
  });

  function decideOne(kind: NotificationKind, contactId: string): Decision {
    const key = markKey(incident.id, kind, contactId);
    const reason = known.has(contactId) ? reasonOf(marks[key], now) : 'contact_unknown';
    return { kind, contactId, key, eventId: `${incident.id}/${kind}`, reason };
  }

  function decideEnd(down: Decision, contactId: string): Decision {
    const end = decideOne(endKind(incident), contactId);
    if (!isFinal(down)) return { ...end, reason: 'waits_for_down' };
    return down.reason === 'given_up' ? { ...end, reason: 'was_never_told' } : end;
  }
}

function reasonOf(mark: Mark | undefined, now: number): Reason {
  if (!mark) return 'due';
  if (mark.sentAt !== undefined) return 'sent_already';
  if (mark.gaveUp !== undefined) return 'given_up';
  if (mark.claimedUntil !== undefined && mark.claimedUntil > now) return 'claimed_by_another';
  if (mark.retryAt !== undefined && mark.retryAt > now) return 'backing_off';
  return 'due';
}
