/**
 * The notifier's one question: which messages should have been sent by now? `decide` answers it for one incident, with
 * a named reason for every message that it sends or holds back. It is asked again until nothing is left to do.
 */

import type { Incident } from '../incident.ts';
import { type Gate, gateOf } from './gate.ts';
import { endKind, type Mark, type Marks, markKey, type NotificationKind } from './notification.ts';
import type { Step } from './plan.ts';
import type { Remark } from './remark.ts';
import type { Hush, HushReason } from './suppression.ts';

export type Reason =
  | 'due'
  | 'sent_already'
  | 'claimed_by_another'
  | 'backing_off'
  | 'given_up'
  | 'contact_unknown'
  | 'waits_for_down'
  /** An earlier incident of the monitor has something left to say to this contact. */
  | 'waits_for_earlier'
  | 'was_never_told'
  /** It was over before it could be said. */
  | 'ended_unsaid'
  /** Somebody has taken it on, so nobody else is called for. */
  | 'acknowledged'
  | 'waits_for_group'
  | 'waits_for_escalation'
  | 'waits_for_reminder'
  | 'waits_for_digest'
  | 'outside_hours'
  | HushReason;

export interface Decision {
  readonly kind: NotificationKind;
  readonly contactId: string;
  readonly reason: Reason;
  /** Where the message's mark is kept. */
  readonly key: string;
  /** Equal in all copies of a message, so that a receiver can drop a duplicate. */
  readonly eventId: string;
  /** The step of the plan by which the contact is told; absent for one that is on no plan any more. */
  readonly step?: Step;
  /** When it will be looked at again at the latest, where that is known. */
  readonly until?: number;
  /** What holds it back, as people know it. */
  readonly by?: string;
  /** Of `undelivered`: who could not be told, and why. */
  readonly undelivered?: { readonly contactId: string; readonly reason: string };
}

/** Everything that a decision rests on. */
export interface Situation {
  readonly incident: Incident;
  readonly plan: readonly Step[];
  /** The contacts that exist. */
  readonly known: ReadonlySet<string>;
  /** Told of contacts that cannot be reached. */
  readonly fallback: readonly string[];
  readonly marks: Marks;
  readonly acknowledgement?: Remark;
  /** What keeps everybody quiet now, and what did when the incident ended. */
  readonly hush?: Hush;
  readonly hushAtEnd?: Hush;
  readonly groupWaitMs: number;
}

const FINAL: ReadonlySet<Reason> = new Set<Reason>([
  'sent_already',
  'given_up',
  'was_never_told',
  'contact_unknown',
  'ended_unsaid',
  'acknowledged',
]);

/** Nothing more will ever be done about this message. */
export const isFinal = ({ reason }: Decision): boolean => FINAL.has(reason);

/** From so many attempts on, others are told that this contact cannot be reached. */
const ATTEMPTS_BEFORE_NOTICE = 5;

/**
 * Every message of an incident with the reason why it is due or not. Whoever is on the plan now is told of the
 * outage; whoever was told of it is told of its end, on the plan or not.
 */
export function decide(situation: Situation, now: number): Decision[] {
  const { incident, plan, marks } = situation;
  const prefix = `${incident.id}/down/`;
  const told = Object.keys(marks).flatMap((key) => (key.startsWith(prefix) ? key.slice(prefix.length) : []));
  const contacts = [...new Set([...plan.map(({ contactId }) => contactId), ...told])];
  if (incident.about === 'warning') return decideWarning(situation, now);
  return contacts.flatMap((contactId) => {
    const steps = plan.filter((step) => step.contactId === contactId);
    const down = decideDown(situation, contactId, steps, now);
    return [
      down,
      ...(incident.closing ? [decideEnd(situation, down, steps, now)] : decideReminder(situation, down, steps, now)),
      ...decideNotices(situation, down, now),
    ];
  });
}

const UNFINISHED: ReadonlySet<Reason> = new Set<Reason>(['due', 'claimed_by_another', 'backing_off']);

/**
 * The decisions on all incidents of one monitor, oldest first. A contact hears of one after the other: a late
 * "recovered" of the former outage after the "down" of this one would say that all is well.
 */
export function inOrder(incidents: readonly (readonly Decision[])[]): Decision[][] {
  const busy = new Set<string>();
  return incidents.map((decisions) => {
    const ordered = decisions.map((decision) =>
      busy.has(decision.contactId) && !isFinal(decision) && decision.kind !== 'undelivered'
        ? { ...decision, reason: 'waits_for_earlier' as const }
        : decision,
    );
    for (const { contactId, reason } of ordered) if (UNFINISHED.has(reason)) busy.add(contactId);
    return ordered;
  });
}

function decideDown(situation: Situation, contactId: string, steps: readonly Step[], now: number): Decision {
  const { incident, marks, hush, hushAtEnd, acknowledgement } = situation;
  const message = messageOf(situation, 'down', contactId);
  const mark = marks[message.key];
  const settled = settledReason(situation, contactId, mark, now);
  if (settled) return { ...message, ...settled };
  const isOnlyEscalation = steps.length > 0 && steps.every(({ afterMs }) => afterMs > 0);
  if (acknowledgement && !mark && isOnlyEscalation)
    return { ...message, reason: 'acknowledged', by: acknowledgement.by };
  if (incident.closing && !mark && hushAtEnd) return { ...message, reason: 'ended_unsaid', by: hushAtEnd.by };
  if (hush) return { ...message, ...hush };
  // What was begun is carried through; the gates are for what was not.
  if (mark) return { ...message, ...attemptReason(mark, now) };
  const gates = steps.map((step) => ({ step, ...gateOf('down', step, situation, now) }));
  return { ...message, ...(earliest(gates) ?? { reason: 'due' }) };
}

/** Told once to those who would be told at once of an outage, and when they would be. */
function decideWarning(situation: Situation, now: number): Decision[] {
  const steps = situation.plan.filter(({ afterMs }) => afterMs === 0);
  return [...new Set(steps.map(({ contactId }) => contactId))].map((contactId) => {
    const message = messageOf(situation, 'warning', contactId);
    const mark = situation.marks[message.key];
    const settled = settledReason(situation, contactId, mark, now);
    if (settled) return { ...message, ...settled };
    if (situation.hush) return { ...message, ...situation.hush };
    if (mark) return { ...message, ...attemptReason(mark, now) };
    const own = steps.filter((step) => step.contactId === contactId);
    const gates = own.map((step) => ({ step, ...gateOf('down', step, situation, now) }));
    return { ...message, ...(earliest(gates) ?? { reason: 'due' }) };
  });
}

/** Only who was told of the beginning is told of the end. */
function decideEnd(situation: Situation, down: Decision, steps: readonly Step[], now: number): Decision {
  const { marks, hush } = situation;
  const message = messageOf(situation, endKind(situation.incident), down.contactId);
  if (!isFinal(down)) return { ...message, reason: 'waits_for_down' };
  if (down.reason === 'contact_unknown') return { ...message, reason: 'contact_unknown' };
  if (down.reason !== 'sent_already') return { ...message, reason: 'was_never_told' };
  const mark = marks[message.key];
  const settled = settledReason(situation, down.contactId, mark, now);
  if (settled) return { ...message, ...settled };
  // That a parent is down does not make it less true that the child is up.
  if (hush && !hush.reason.startsWith('parent')) return { ...message, ...hush };
  if (mark) return { ...message, ...attemptReason(mark, now) };
  const gates = steps.map((step) => ({ step, ...gateOf('end', step, situation, now) }));
  return { ...message, ...(earliest(gates) ?? { reason: 'due' }) };
}

/** At most one: those that were missed are not made up for. */
function decideReminder(situation: Situation, down: Decision, steps: readonly Step[], now: number): Decision[] {
  const { acknowledgement, marks, hush } = situation;
  const sentAt = marks[down.key]?.sentAt;
  const remindMs = Math.min(...steps.flatMap((step) => step.remindMs ?? []));
  if (sentAt === undefined || remindMs === Number.POSITIVE_INFINITY) return [];
  const turn = turnAfter(now - sentAt, remindMs);
  const message = messageOf(situation, 'reminder', down.contactId, `reminder-${Math.max(turn, 1)}`);
  const next = sentAt + startOfTurn(turn + 1, remindMs);
  if (acknowledgement) return [{ ...message, reason: 'acknowledged', by: acknowledgement.by }];
  if (turn < 1) return [{ ...message, reason: 'waits_for_reminder', until: next }];
  const mark = marks[message.key];
  const settled = settledReason(situation, down.contactId, mark, now);
  if (settled?.reason === 'sent_already' || settled?.reason === 'given_up') {
    return [{ ...message, reason: 'waits_for_reminder', until: next }];
  }
  if (settled) return [{ ...message, ...settled }];
  if (hush) return [{ ...message, ...hush }];
  if (mark) return [{ ...message, ...attemptReason(mark, now) }];
  const gates = steps.map((step) => ({ step, ...gateOf('reminder', step, situation, now) }));
  return [{ ...message, ...(earliest(gates) ?? { reason: 'due' }) }];
}

/** So many reminders come as often as the plan says; then one a day is enough, and the row does not grow without end. */
const FREQUENT_REMINDERS = 24;
const DAY_MS = 86_400_000;

/** How many reminders should have come by then. */
function turnAfter(elapsedMs: number, remindMs: number): number {
  const frequentMs = FREQUENT_REMINDERS * remindMs;
  if (elapsedMs < frequentMs) return Math.floor(elapsedMs / remindMs);
  return FREQUENT_REMINDERS + Math.floor((elapsedMs - frequentMs) / Math.max(remindMs, DAY_MS));
}

const startOfTurn = (turn: number, remindMs: number): number =>
  Math.min(turn, FREQUENT_REMINDERS) * remindMs + Math.max(0, turn - FREQUENT_REMINDERS) * Math.max(remindMs, DAY_MS);

/** Somebody else hears of it when a contact cannot be reached. */
function decideNotices(situation: Situation, down: Decision, now: number): Decision[] {
  const { marks, fallback, hush } = situation;
  const mark = marks[down.key];
  const isLost = mark?.gaveUp !== undefined || (mark !== undefined && mark.attempts >= ATTEMPTS_BEFORE_NOTICE);
  if (!isLost || mark.sentAt !== undefined) return [];
  const undelivered = { contactId: down.contactId, reason: mark.gaveUp ?? `${mark.attempts} attempts have failed` };
  return fallback
    .filter((contactId) => contactId !== down.contactId)
    .map((contactId) => {
      const message = messageOf(situation, 'undelivered', contactId, `undelivered-${down.contactId}`);
      const former = marks[message.key];
      const settled = settledReason(situation, contactId, former, now);
      const held = hush && !former ? hush : undefined;
      return { ...message, undelivered, ...(settled ?? held ?? attemptReason(former, now)) };
    });
}

/** Several of one kind, such as reminders, are told apart by their topic. */
function messageOf(
  { incident }: Situation,
  kind: NotificationKind,
  contactId: string,
  topic: string = kind,
): Pick<Decision, 'kind' | 'contactId' | 'key' | 'eventId'> {
  return { kind, contactId, key: markKey(incident.id, topic, contactId), eventId: `${incident.id}/${topic}` };
}

type Verdict = Pick<Decision, 'reason' | 'until' | 'by' | 'step'>;

/** What no plan and no hush can change. */
function settledReason(
  { known }: Situation,
  contactId: string,
  mark: Mark | undefined,
  now: number,
): Verdict | undefined {
  if (mark?.sentAt !== undefined) return { reason: 'sent_already' };
  if (!known.has(contactId)) return { reason: 'contact_unknown' };
  if (mark?.gaveUp !== undefined) return { reason: 'given_up', by: mark.gaveUp };
  if (mark?.claimedUntil !== undefined && mark.claimedUntil > now) {
    return { reason: 'claimed_by_another', until: mark.claimedUntil };
  }
  return undefined;
}

const attemptReason = (mark: Mark | undefined, now: number): Verdict =>
  mark?.retryAt !== undefined && mark.retryAt > now
    ? { reason: 'backing_off', until: mark.retryAt }
    : { reason: 'due' };

/** Of several ways to one contact, the one that is open; else the one that opens first. */
function earliest(gates: readonly (Gate & { readonly step: Step })[]): (Gate & { readonly step: Step }) | undefined {
  const open = gates.find(({ reason }) => reason === 'due');
  if (open) return open;
  const closed = gates.filter(({ until }) => until !== undefined);
  return closed.length > 0 ? closed.reduce((a, b) => ((b.until ?? 0) < (a.until ?? 0) ? b : a)) : gates[0];
}
