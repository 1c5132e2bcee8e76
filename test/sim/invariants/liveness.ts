/**
 * L1, L2, L3: once nothing goes wrong any more, everything that was to be said has been said, what is down has an
 * incident, and what is up has none.
 */
import type { Incident } from '../../../shared/domain/incident.ts';
import type { Fleet, Monitor } from '../../../shared/domain/monitor.ts';
import { type Message, markKey, type Notification } from '../../../shared/domain/notification.ts';
import type { StateRow } from '../../../shared/ports.ts';
import { keyOf } from '../world/contacts.ts';
import { Violation, type Witness } from '../world/record.ts';
import type { World } from '../world/world.ts';

const DAY = 86_400_000;

export class Liveness implements Witness {
  readonly #world: World;
  /** What somebody has to hear: the incident by the key of the message. */
  readonly #owed = new Map<string, Incident>();
  readonly #never = new Set<string>();

  constructor(world: World) {
    this.#world = world;
  }

  rowChanged(_before: StateRow | undefined, after: StateRow | undefined): void {
    for (const incident of after?.state.incidents ?? []) {
      const monitor = this.#monitor(incident.monitorId);
      for (const contactId of monitor?.alert.to ?? []) {
        this.#owe(incident, 'down', contactId);
        if (incident.closing?.reason === 'recovered') this.#owe(incident, 'recovered', contactId);
      }
    }
  }

  refusedForGood(contactId: string, message: Message): void {
    for (const notification of message.notifications) {
      this.#never.add(keyOf(notification, contactId));
      // Nobody is told of the end of what they were not told of.
      this.#never.add(markKey(notification.incident.id, 'recovered', contactId));
    }
  }

  /** Who is on the route when it is sent is told; who was taken off before need not be. */
  deployed(fleet: Fleet, before: Fleet): void {
    const isSame = (monitorId: string): boolean => {
      const [now, then] = [fleet, before].map((each) => each.monitors.find(({ id }) => id === monitorId));
      return now !== undefined && JSON.stringify(now.alert) === JSON.stringify(then?.alert);
    };
    for (const [key, { monitorId }] of this.#owed) if (!isSame(monitorId) && !this.#has(key)) this.#owed.delete(key);
  }

  healed(): void {
    for (const [key, incident] of this.#owed) {
      const isOld = this.#world.time.now - (incident.closing?.at ?? incident.openedAt) > DAY;
      if (!isOld && !this.#never.has(key) && !this.#has(key)) throw new Violation('L1', `${key} was never delivered`);
    }
    for (const monitor of this.#world.fleet.monitors) this.#mustBeKnown(monitor);
  }

  #mustBeKnown(monitor: Monitor): void {
    if (monitor.policy.paused || !('url' in monitor.target)) return;
    const isDown = this.#world.truths.get(monitor.target.url)?.down.at(this.#world.time.now) !== undefined;
    const row = this.#world.memory.readState(monitor.id);
    const open = row?.state.incidents.find(({ closing }) => !closing);
    if (isDown && !open)
      throw new Violation('L2', `${monitor.id} has been down since the faults stopped, and nobody knows`);
    if (!isDown && open && !open.flapping)
      throw new Violation('L3', `${monitor.id} is up again, and ${open.id} is open`);
    if (row?.attention !== undefined && this.#isIdle(row))
      throw new Violation('L1', `${monitor.id} still has attention`);
  }

  /** Nothing is left that time alone would bring. */
  #isIdle({ state }: StateRow): boolean {
    return state.incidents.length === 0;
  }

  #monitor(monitorId: string): Monitor | undefined {
    return this.#world.fleet.monitors.find(({ id }) => id === monitorId);
  }

  #owe(incident: Incident, kind: Notification['kind'], contactId: string): void {
    this.#owed.set(markKey(incident.id, kind, contactId), incident);
  }

  #has(key: string): boolean {
    return this.#world.contacts.received.has(key);
  }
}
