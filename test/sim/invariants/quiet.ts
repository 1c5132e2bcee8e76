/**
 * S8: nobody is told of a target while quiet was asked for it, of a child while its parent is known to be down, or again
 * of what somebody has taken on.
 */

import type { Notification } from '../../../shared/domain/alerting/notification.ts';
import { EGRESS_ID } from '../../../shared/domain/checks/egress.ts';
import type { StateRow } from '../../../shared/ports.ts';
import { keyOf } from '../world/contacts.ts';
import { isSummer } from '../world/quiet.ts';
import { type Delivery, Violation, type Witness } from '../world/record.ts';
import type { World } from '../world/world.ts';
import type { Sometimes } from './index.ts';

const MINUTE = 60_000;

export class Quiet implements Witness {
  readonly #world: World;
  readonly #sometimes: Sometimes;
  /** Since when a monitor has an open incident. */
  readonly #openSince = new Map<string, number>();

  constructor(world: World, sometimes: Sometimes) {
    this.#world = world;
    this.#sometimes = sometimes;
  }

  rowChanged(before: StateRow | undefined, after: StateRow | undefined): void {
    const id = (after ?? before)?.monitorId ?? '';
    const isOpen = after?.state.incidents.some(({ closing }) => !closing) ?? false;
    if (!isOpen) this.#openSince.delete(id);
    else if (!this.#openSince.has(id)) this.#openSince.set(id, this.#world.time.now);
    if (isOpen && !before?.state.incidents.some(({ closing }) => !closing)) this.#noteQuiet(id);
  }

  delivered({ contactId, message, by }: Delivery): void {
    if (by.isOutOfTime) return;
    for (const notification of message.notifications) {
      // What a pass has decided, it may carry out a little later.
      const decidedAt = by.claims.get(keyOf(notification, contactId)) ?? this.#world.time.now;
      this.#mustNotDisturb(notification, by.startedAt, decidedAt);
      this.#mustNotNag(notification, contactId, by.startedAt);
    }
  }

  #mustNotDisturb({ kind, incident, monitor }: Notification, startedAt: number, decidedAt: number): void {
    if (!monitor || kind === 'undelivered' || monitor.id === EGRESS_ID) return;
    const span = { from: startedAt, until: decidedAt };
    const inForce = (this.#world.quietSpansOf(monitor, span) ?? []).find(
      ({ from, until }) => from <= startedAt && decidedAt < until,
    );
    if (inForce) throw new Violation('S8', `${kind} of ${incident.id} is told while quiet was asked for`);
    if (kind !== 'down') return;
    for (const parent of monitor.dependsOn ?? []) {
      const since = this.#openSince.get(parent) ?? Number.POSITIVE_INFINITY;
      if (since < startedAt) throw new Violation('S8', `${incident.id} is told, and its parent ${parent} is down`);
    }
  }

  #mustNotNag({ kind, incident, escalatedAfterMs }: Notification, contactId: string, startedAt: number): void {
    const acknowledgedAt = this.#world.acknowledgedAt.get(incident.id) ?? Number.POSITIVE_INFINITY;
    if (kind === 'reminder') {
      this.#sometimes.reminder += 1;
      if (acknowledgedAt < startedAt)
        throw new Violation('S8', `${contactId} is reminded of ${incident.id}, which is acknowledged`);
    }
    if (kind === 'down' && escalatedAfterMs !== undefined) {
      this.#sometimes.escalation += 1;
      if (this.#world.time.now < incident.openedAt + escalatedAfterMs) {
        throw new Violation('S8', `${incident.id} is escalated to ${contactId} before its time`);
      }
    }
  }

  #noteQuiet(monitorId: string): void {
    const monitor = this.#world.fleet.monitors.find(({ id }) => id === monitorId);
    if (!monitor) return;
    const { now } = this.#world.time;
    const spans = this.#world.quietSpansOf(monitor, { from: now, until: now + MINUTE });
    if (spans.length > 0) this.#sometimes.downInQuiet += 1;
    if (spans.some(({ from, until }) => isSummer(from) !== isSummer(until))) this.#sometimes.clockChange += 1;
  }
}
