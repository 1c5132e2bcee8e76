/**
 * L1: everything that happened is told to those who asked for it, unless they asked for quiet, were taken off the route,
 * or cannot be reached for good.
 */

import { type Message, markKey } from '../../../shared/domain/alerting/notification.ts';
import type { Incident } from '../../../shared/domain/incident.ts';
import type { Fleet, Monitor } from '../../../shared/domain/monitor.ts';
import type { StateRow } from '../../../shared/ports.ts';
import { keyOf } from '../world/contacts.ts';
import { Violation, type Witness } from '../world/record.ts';
import type { World } from '../world/world.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** Retries are five minutes apart at most, and a claim holds for one. */
const PATIENCE_MS = 8 * MINUTE;

interface Debt {
  readonly incident: Incident;
  readonly what: 'down' | 'recovered';
  readonly since: number;
}

export class Owed implements Witness {
  readonly #world: World;
  /** By the key of the message. */
  readonly #debts = new Map<string, Debt>();
  readonly #never = new Set<string>();

  constructor(world: World) {
    this.#world = world;
  }

  rowChanged(before: StateRow | undefined, after: StateRow | undefined): void {
    if (after && after.state.incidents !== before?.state.incidents) {
      for (const incident of after.state.incidents) this.#note(incident);
    }
  }

  refusedForGood(contactId: string, { notifications }: Message): void {
    for (const notification of notifications) {
      this.#never.add(keyOf(notification, contactId));
      // Nobody is told of the end of what they were not told of.
      this.#never.add(markKey(notification.incident.id, 'recovered', contactId));
    }
  }

  /** Who is on the route when it is sent is told; who was taken off before need not be. */
  deployed(fleet: Fleet, before: Fleet): void {
    for (const [key, { incident }] of this.#debts) {
      const [now, then] = [fleet, before].map((each) => each.monitors.find(({ id }) => id === incident.monitorId));
      const isSame = now !== undefined && JSON.stringify(now.alert) === JSON.stringify(then?.alert);
      if (!isSame && !this.#isPaid(key)) this.#debts.delete(key);
    }
  }

  healing(): void {
    this.#world.time.after(PATIENCE_MS, () => this.#world.record.guard(() => this.#collect(PATIENCE_MS)));
  }

  healed(): void {
    this.#collect(PATIENCE_MS);
  }

  #note(incident: Incident): void {
    const monitor = this.#world.fleet.monitors.find(({ id }) => id === incident.monitorId);
    const since = this.#world.time.now;
    for (const contactId of monitor?.alert.to ?? []) {
      const owe = (what: Debt['what']): void => {
        const key = markKey(incident.id, what, contactId);
        if (!this.#isPaid(key)) this.#debts.set(key, { incident, what, since: this.#debts.get(key)?.since ?? since });
      };
      owe('down');
      if (incident.closing?.reason === 'recovered') owe('recovered');
    }
  }

  /** What is owed for that long has to be paid. */
  #collect(ageMs: number): void {
    const { now } = this.#world.time;
    for (const [key, debt] of this.#debts) {
      if (this.#isPaid(key)) this.#debts.delete(key);
      else if (now - debt.since >= ageMs && !this.#isForgiven(key, debt)) {
        throw new Violation('L1', `${key} was never delivered`);
      }
    }
  }

  #isForgiven(key: string, { incident, what }: Debt): boolean {
    const { now } = this.#world.time;
    const monitor = this.#world.fleet.monitors.find(({ id }) => id === incident.monitorId);
    if (!monitor || this.#never.has(key)) return true;
    if (now - (incident.closing?.at ?? incident.openedAt) > DAY) return true;
    // What is over before quiet ends is not told; what lasts is told once it is quiet no more.
    const from = incident.closing && what === 'down' ? incident.since : now - 2 * PATIENCE_MS;
    const wasQuiet =
      this.#world.quietSpansOf(monitor, { from: Math.min(from, now - 2 * PATIENCE_MS), until: now }).length > 0;
    return wasQuiet || this.#hasTroubledParent(monitor) || (what === 'recovered' && this.#wasNeverTold(key));
  }

  /** Of an end only those hear who heard of the beginning, which quiet may have kept from them. */
  #wasNeverTold(key: string): boolean {
    return !this.#isPaid(key.replace('/recovered/', '/down/'));
  }

  /** A parent that was down during the outage keeps its children quiet, for some time after it is up as well. */
  #hasTroubledParent({ dependsOn = [] }: Monitor): boolean {
    return dependsOn.some((id) => this.#world.lastTroubleOf(id) > Number.NEGATIVE_INFINITY);
  }

  #isPaid(key: string): boolean {
    return this.#world.contacts.received.has(key);
  }
}
