/** L2, L3: once nothing goes wrong any more, what is down has an incident, and what is up has none. */
import type { Monitor } from '../../../shared/domain/monitor.ts';
import { Violation, type Witness } from '../world/record.ts';
import type { World } from '../world/world.ts';

export class Liveness implements Witness {
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  healed(): void {
    for (const monitor of this.#world.fleet.monitors) this.#mustBeKnown(monitor);
  }

  #mustBeKnown(monitor: Monitor): void {
    if (monitor.policy.paused || !('url' in monitor.target) || !this.#hasHadTime(monitor)) return;
    const isDown = this.#world.truths.get(monitor.target.url)?.down.at(this.#world.time.now) !== undefined;
    const row = this.#world.memory.readState(monitor.id);
    const open = row?.state.incidents.find(({ closing }) => !closing);
    if (isDown && !open)
      throw new Violation('L2', `${monitor.id} has been down since the faults stopped, and nobody knows`);
    if (!isDown && open && !open.flapping)
      throw new Violation('L3', `${monitor.id} is up again, and ${open.id} is open`);
  }

  /** A monitor that is looked at every quarter of an hour needs longer than others. */
  #hasHadTime({ policy: { intervalMs, retryIntervalMs, failureThreshold, recoveryThreshold } }: Monitor): boolean {
    const looks = Math.max(failureThreshold, recoveryThreshold);
    return 2 * intervalMs + looks * retryIntervalMs <= HEALED_WITHIN_MS;
  }
}

/** Of the half hour, some is left for a fold that waits for what can no longer come. */
const HEALED_WITHIN_MS = 24 * 60_000;
