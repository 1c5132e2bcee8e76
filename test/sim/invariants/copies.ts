/** S3: a contact receives a message again only where nobody could note that it had it, and never after somebody did. */
import { keyOf } from '../world/contacts.ts';
import type { Invocation } from '../world/invocation.ts';
import { type Copy, type Delivery, Violation, type Witness } from '../world/record.ts';
import type { World } from '../world/world.ts';
import type { Sometimes } from './index.ts';

export class Copies implements Witness {
  readonly #world: World;
  readonly #sometimes: Sometimes;

  constructor(world: World, sometimes: Sometimes) {
    this.#world = world;
    this.#sometimes = sometimes;
  }

  delivered(copy: Delivery): void {
    for (const notification of copy.message.notifications) {
      const key = keyOf(notification, copy.contactId);
      const former = this.#world.contacts.received.get(key) ?? [];
      if (former.length === 0) continue;
      this.#sometimes.copy += 1;
      this.#world.record.counts.copies += 1;
      for (const earlier of former) mustBeExcused(key, earlier, copy.by);
    }
  }
}

function mustBeExcused(key: string, earlier: Copy, by: Invocation): void {
  const claimedAt = by.claims.get(key);
  if (claimedAt === undefined)
    throw new Violation('S3', `${key} is sent again by ${by.name}, which has not claimed it`);
  if (earlier.markedAt !== undefined && earlier.markedAt < claimedAt) {
    throw new Violation('S3', `${key} is sent again by ${by.name}, though it was marked as sent before`);
  }
  const isExcused = earlier.excuse !== undefined || earlier.by.isDead || earlier.by.isOutOfTime || by.isOutOfTime;
  if (!isExcused)
    throw new Violation('S3', `${key} is sent twice, by ${earlier.by.name} and ${by.name}, for no reason`);
}
