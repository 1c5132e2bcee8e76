/**
 * S2: at most one incident of a monitor is open, each has one beginning and one end, and every contact hears of the
 * beginning first, of one end at most, and of no end without its beginning.
 */

import type { Notification } from '../../../shared/domain/alerting/notification.ts';
import type { Incident } from '../../../shared/domain/incident.ts';
import type { StateRow } from '../../../shared/ports.ts';
import { type Delivery, Violation, type Witness } from '../world/record.ts';

const ENDS = new Set<Notification['kind']>(['recovered', 'closed']);

export class Order implements Witness {
  readonly #incidents = new Map<string, Incident>();
  readonly #newest = new Map<string, number>();
  /** What each contact has heard of each incident. */
  readonly #heard = new Map<string, Set<Notification['kind']>>();

  rowChanged(before: StateRow | undefined, after: StateRow | undefined): void {
    const incidents = after?.state.incidents ?? [];
    if (incidents.filter(({ closing }) => !closing).length > 1) {
      throw new Violation('S2', `${after?.monitorId} has two open incidents`);
    }
    if (after?.state.phase === 'paused' && incidents.some(({ closing }) => !closing)) {
      throw new Violation('S2', `${after.monitorId} is paused, and its incident goes on`);
    }
    if (!after && before && before.state.incidents.length > 0) {
      throw new Violation('L1', `the row of ${before.monitorId} is gone with something left to tell`);
    }
    for (const incident of incidents) this.#mustFollow(incident);
    for (const { id, closing } of before?.state.incidents ?? []) {
      const isStillThere = incidents.some((incident) => incident.id === id);
      if (!isStillThere && !closing) throw new Violation('S2', `${id} is gone while it is open`);
    }
  }

  delivered({ contactId, message }: Delivery): void {
    for (const { kind, incident } of message.notifications) {
      const heard = this.#heardOf(incident.id, contactId);
      if (kind === 'undelivered') continue;
      if (kind !== 'down' && !heard.has('down')) {
        throw new Violation('S2', `${contactId} hears ${kind} of ${incident.id}, and never heard that it was down`);
      }
      if (kind === 'down' && !heard.has('down') && [...ENDS].some((end) => heard.has(end))) {
        throw new Violation('S2', `${contactId} hears of the beginning of ${incident.id} after its end`);
      }
      if (ENDS.has(kind) && [...ENDS].some((end) => end !== kind && heard.has(end))) {
        throw new Violation('S2', `${contactId} hears of two ends of ${incident.id}`);
      }
      if (kind === 'reminder' && [...ENDS].some((end) => heard.has(end))) {
        throw new Violation('S2', `${contactId} is reminded of ${incident.id} after its end`);
      }
      heard.add(kind);
    }
  }

  #mustFollow(incident: Incident): void {
    const { id, monitorId, openedAt, since } = incident;
    const former = this.#incidents.get(id);
    this.#incidents.set(id, incident);
    if (former) {
      const { closing: before, ...fixed } = former;
      const { closing: now, ...same } = incident;
      const isSame = fixed.openedAt === same.openedAt && fixed.since === same.since;
      const isOnce = before === undefined || JSON.stringify(before) === JSON.stringify(now);
      if (!isSame || !isOnce) throw new Violation('S2', `${id} has changed its mind about when it began or ended`);
      return;
    }
    const newest = this.#newest.get(monitorId);
    if (newest !== undefined && openedAt <= newest) throw new Violation('S2', `${id} opened before its predecessor`);
    this.#newest.set(monitorId, openedAt);
    if (since > openedAt) throw new Violation('S2', `${id} was confirmed before it began`);
  }

  #heardOf(incidentId: string, contactId: string): Set<Notification['kind']> {
    const key = `${incidentId}/${contactId}`;
    const heard = this.#heard.get(key) ?? new Set();
    this.#heard.set(key, heard);
    return heard;
  }
}
