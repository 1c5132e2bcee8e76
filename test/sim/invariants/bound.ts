/**
 * L2 in the middle of a run: while nothing is wrong with the checker, an outage that lasts is known, and told, within
 * the promised time.
 */

import { markKey } from '../../../shared/domain/alerting/notification.ts';
import type { Monitor } from '../../../shared/domain/monitor.ts';
import type { StateRow } from '../../../shared/ports.ts';
import { Violation, type Witness } from '../world/record.ts';
import type { Span } from '../world/truth.ts';
import type { World } from '../world/world.ts';
import type { Sometimes } from './index.ts';

const MINUTE = 60_000;
/** Faults leave traces: claims, retries, folds that wait. */
const RECOVERY_MS = 30 * MINUTE;
const TELLING_MS = 3 * MINUTE;

export class Bound implements Witness {
  readonly #world: World;
  readonly #sometimes: Sometimes;
  readonly #openIn = new Map<string, string>();
  readonly #judged = new Map<string, number>();
  #lastJudged = 0;

  constructor(world: World, sometimes: Sometimes) {
    this.#world = world;
    this.#sometimes = sometimes;
  }

  rowChanged(_before: StateRow | undefined, after: StateRow | undefined): void {
    const open = after?.state.incidents.find(({ closing }) => !closing);
    if (open) this.#openIn.set(open.monitorId, open.id);
    else if (after) this.#openIn.delete(after.monitorId);
  }

  /** Looked at with every tick that is written, which is about once a minute. */
  tickAppended(): void {
    const { time, faults } = this.#world;
    if (time.now < this.#lastJudged + MINUTE) return;
    this.#lastJudged = time.now;
    if (faults.lastAt > time.now - RECOVERY_MS) return;
    for (const monitor of this.#world.fleet.monitors) this.#judge(monitor);
  }

  #judge(monitor: Monitor): void {
    const { time, faults, fleet, truths, startsAt } = this.#world;
    if (monitor.policy.paused || !('url' in monitor.target)) return;
    const boundMs = this.#boundMs(monitor);
    const span: Span | undefined = truths.get(monitor.target.url)?.down.at(time.now);
    if (!span || time.now < span.from + boundMs || this.#judged.get(monitor.id) === span.from) return;
    const calmSince = Math.max(span.from - RECOVERY_MS, startsAt);
    if (faults.lastAt > calmSince) return;
    this.#judged.set(monitor.id, span.from);
    this.#sometimes.bound += 1;
    const id = this.#openIn.get(monitor.id);
    if (!id)
      throw new Violation('L2', `${monitor.id} is down for ${Math.round(boundMs / 1000)} s, and has no incident`);
    const groupMs = (fleet.alerting?.groupWaitMs ?? 0) + TELLING_MS;
    if (time.now < span.from + boundMs + groupMs) return void this.#judged.delete(monitor.id);
    const quiet = this.#world.quietSpansOf(monitor, { from: calmSince, until: time.now });
    if (quiet.length > 0 || monitor.dependsOn) return;
    for (const contactId of monitor.alert.to) {
      if (!this.#world.contacts.received.has(markKey(id, 'down', contactId))) {
        throw new Violation('L2', `${contactId} does not know in time that ${monitor.id} is down`);
      }
    }
  }

  /** I + (N-1)·R + N·T + 10 s; then the scheduler's minute, and a look that was begun before the failure was known. */
  #boundMs({ policy: { intervalMs, retryIntervalMs, timeoutMs, failureThreshold } }: Monitor): number {
    return intervalMs + failureThreshold * (retryIntervalMs + timeoutMs) + 10_000 + 2 * MINUTE;
  }
}
