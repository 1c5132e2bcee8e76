/** What may be said of an incident to a contact, and what is remembered of having said it. */
import type { Incident } from '../incident.ts';
import type { Monitor } from '../monitor.ts';

/**
 * `reminder`: it is still down. `undelivered`: somebody else could not be told of it. `warning`: nothing is down yet. The
 * others begin and end an incident.
 */
export type NotificationKind = 'down' | 'recovered' | 'closed' | 'reminder' | 'undelivered' | 'warning';

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

/** By mark key: `<incidentId>/<topic>/<contactId>`, where the topic is the kind, or one of several of its kind. */
export type Marks = Readonly<Record<string, Mark>>;

export const markKey = (incidentId: string, topic: string, contactId: string): string =>
  `${incidentId}/${topic}/${contactId}`;

/** Which kind of message tells of an incident's end. */
export const endKind = (incident: Incident): NotificationKind =>
  incident.closing?.reason === 'recovered' ? 'recovered' : 'closed';
