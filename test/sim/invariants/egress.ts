/**
 * S7: while nothing at all can be reached, no target is called down, and people are told once that it is the checker
 * itself.
 */
import { EGRESS_ID } from '../../../shared/domain/egress.ts';
import type { Tick } from '../../../shared/domain/result.ts';
import type { StateRow } from '../../../shared/ports.ts';
import type { Invocation } from '../world/invocation.ts';
import { Violation, type Witness } from '../world/record.ts';
import type { World } from '../world/world.ts';
import type { Sometimes } from './index.ts';

export class Egress implements Witness {
  readonly #world: World;
  readonly #sometimes: Sometimes;
  /** Losses that were told of, by region and beginning. */
  readonly #told = new Set<string>();

  constructor(world: World, sometimes: Sometimes) {
    this.#world = world;
    this.#sometimes = sometimes;
  }

  tickAppended({ region, results }: Tick, by: Invocation): void {
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
    const { region } = by.job;
    const losses = this.#world.egressOf(region).spans;
    const openedAt = after.state.incidents.at(-1)?.openedAt ?? 0;
    const loss = losses.findLast(({ from }) => from <= openedAt + LATEST_START_MS);
    if (!loss || loss.until < openedAt) throw new Violation('S7', 'the way out is called lost, and was not');
    if (this.#told.has(`${region}@${loss.from}`))
      throw new Violation('S7', 'people are told twice of one loss of the way out');
    this.#told.add(`${region}@${loss.from}`);
  }
}

const MINUTE = 60_000;
/** A slot is named for its beginning, and what it saw came some time later. */
const LATEST_START_MS = 60 * MINUTE;
