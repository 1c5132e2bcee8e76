/**
 * S7: while nothing at all can be reached, no target is called down, and people are told once that it is the checker
 * itself.
 */
import { EGRESS_ID } from '../../../shared/domain/checks/egress.ts';
import type { Tick } from '../../../shared/domain/checks/result.ts';
import type { StateRow } from '../../../shared/ports.ts';
import type { Invocation } from '../world/invocation.ts';
import { Violation, type Witness } from '../world/record.ts';
import type { Loss } from '../world/truth.ts';
import type { World } from '../world/world.ts';
import type { Sometimes } from './index.ts';

export class Egress implements Witness {
  readonly #world: World;
  readonly #sometimes: Sometimes;
  /** What was the matter in the slots in which the way out was found to be lost. */
  readonly #seen = new Map<number, Loss>();
  readonly #told = new Set<Loss>();

  constructor(world: World, sometimes: Sometimes) {
    this.#world = world;
    this.#sometimes = sometimes;
  }

  tickAppended({ slot, region, results }: Tick, by: Invocation): void {
    const losses = this.#world.egressOf(region);
    const then = losses.at(this.#world.time.now) ?? losses.at(by.startedAt);
    const isLost = results.some(({ monitorId, verdict }) => monitorId === EGRESS_ID && verdict === 'down');
    if (isLost && then) this.#seen.set(slot, then);
    if (by.job.fleet.controls.length === 0 || by.job.isShort) return;
    const loss = this.#world.egressOf(region).at(this.#world.time.now);
    if (!loss || loss.kind === 'half' || loss.from > by.startedAt) return;
    const blamed = results.filter(({ monitorId, verdict }) => verdict === 'down' && monitorId !== EGRESS_ID);
    if (blamed.length > 0) {
      throw new Violation(
        'S7',
        `without a way out, ${blamed.map(({ monitorId }) => monitorId).join(', ')} is called down`,
      );
    }
  }

  rowChanged(before: StateRow | undefined, after: StateRow | undefined, by: Invocation): void {
    if (after?.monitorId !== EGRESS_ID || by.job.kind !== 'tick') return;
    const isNew =
      after.state.incidents.length > 0 &&
      !before?.state.incidents.some(({ id }) => id === after.state.incidents.at(-1)?.id);
    if (!isNew) return;
    this.#sometimes.metaAlert += 1;
    // Several regions that lose their ways out in turns make one incident, or more.
    if (this.#world.regions.length > 1) return;
    const openedAt = after.state.incidents.at(-1)?.openedAt ?? 0;
    const loss = this.#seen.get(openedAt);
    if (!loss) throw new Violation('S7', 'the way out is called lost, and was not');
    if (this.#told.has(loss)) throw new Violation('S7', 'people are told twice of one loss of the way out');
    this.#told.add(loss);
  }
}
