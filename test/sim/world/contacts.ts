/** Those who are told: they accept messages, refuse them, or accept them without saying so, and forget nothing. */

import type { Contact } from '../../../shared/domain/alerting/contact.ts';
import type { Mark, Message, Notification } from '../../../shared/domain/alerting/notification.ts';
import { SendError } from '../../../shared/domain/errors.ts';
import { hashOf } from '../../../shared/domain/time/slot.ts';
import type { Fate } from './fate.ts';
import type { Invocation } from './invocation.ts';
import type { Copy, Delivery } from './record.ts';
import type { World } from './world.ts';

const MINUTE = 60_000;

/** The mark that a sender sets once a contact has a notification. */
export const keyOf = ({ eventId }: Notification, contactId: string): string => `${eventId}/${contactId}`;

export class Contacts {
  /** Every copy that a contact has received, by the key of the message. */
  readonly received = new Map<string, Copy[]>();
  /** Of everything that was accepted: the same news at the same times gives the same text. */
  fingerprint = '';
  readonly #world: World;
  readonly #awayUntil = new Map<string, number>();

  constructor(world: World) {
    this.#world = world;
    world.record.add({ marked: (key, mark, by) => this.#noteMark(key, mark, by) });
  }

  /** Throws where it is not accepted. */
  accept(by: Invocation, contact: Contact, message: Message, fate: Fate): void {
    this.#refuseSometimes(by, contact, message);
    const { time, record } = this.#world;
    const delivery: Delivery = { at: time.now, contactId: contact.id, message, by };
    record.counts.alerts += 1;
    this.fingerprint = hashOf(`${this.fingerprint}${time.now}${contact.id}${message.id}`).toString(16);
    record.note(() => `${by.name} tells ${contact.id}: ${message.notifications.map(describe).join(', ')}`);
    record.tell('delivered', delivery);
    for (const notification of message.notifications) {
      const key = keyOf(notification, contact.id);
      const copy: Copy = fate === 'done' ? { by } : { by, excuse: fate };
      this.received.set(key, [...(this.received.get(key) ?? []), copy]);
    }
  }

  /** Whoever has sent this could not note that it had. */
  excuse(by: Invocation, key: string, why: string): void {
    for (const copy of this.received.get(key) ?? []) if (copy.by === by) copy.excuse ??= why;
  }

  #noteMark(key: string, mark: Mark, by: Invocation): void {
    if (mark.sentAt === undefined) return;
    for (const copy of this.received.get(key) ?? []) if (copy.by === by) copy.markedAt ??= this.#world.time.now;
  }

  #refuseSometimes(by: Invocation, contact: Contact, message: Message): void {
    const { faults, time, random, record } = this.#world;
    if (faults.strikes('contactAway')) {
      const until = time.now + random.logUniform(MINUTE, 180 * MINUTE);
      this.#awayUntil.set(contact.id, until);
      faults.lasts(until);
    }
    if (!faults.isOver && (this.#awayUntil.get(contact.id) ?? 0) > time.now) {
      by.isTroubled = true;
      throw new SendError('Injected: the contact cannot be reached for a while.', { isPermanent: false });
    }
    if (faults.strikes('contactGone')) {
      by.isTroubled = true;
      record.tell('refusedForGood', contact.id, message);
      throw new SendError('Injected: the contact is refused for good.', { isPermanent: true });
    }
  }
}

const describe = ({ kind, incident }: Notification): string => `${kind} of ${incident.id}`;
