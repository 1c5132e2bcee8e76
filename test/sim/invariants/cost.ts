/** S16: a tick asks the table for the same few things whatever it finds, and writes one row for each that has changed. */
import type { StateRow, TickMeasure } from '../../../shared/ports.ts';
import type { Invocation } from '../world/invocation.ts';
import { Violation, type Witness } from '../world/record.ts';

/** A fold that is overtaken begins again so often. */
const ATTEMPTS = 4;

export class Cost implements Witness {
  readonly #changed = new Map<Invocation, number>();
  readonly #published = new Set<string>();

  rowChanged(_before: StateRow | undefined, _after: StateRow | undefined, by: Invocation): void {
    this.#changed.set(by, (this.#changed.get(by) ?? 0) + 1);
  }

  /** S5: of a slot, there is one set of metrics. */
  published({ tick }: TickMeasure): void {
    const key = `${tick.slot}@${tick.region}`;
    if (this.#published.has(key)) throw new Violation('S5', `the metrics of ${key} are published twice`);
    this.#published.add(key);
  }

  ended(by: Invocation): void {
    const changed = this.#changed.get(by) ?? 0;
    this.#changed.delete(by);
    if (by.job.kind !== 'tick') return;
    const times = (...names: Parameters<typeof by.calls.get>[0][]): number =>
      names.reduce((sum, name) => sum + (by.calls.get(name) ?? 0), 0);
    const bounds: readonly [string, number, number][] = [
      ['reads of cursors', times('readCursor', 'readCursors'), ATTEMPTS],
      ['reads of rows', times('readStates', 'readState'), ATTEMPTS],
      ['reads of the log', times('readTicks'), ATTEMPTS],
      ['writes to the log', times('appendTick'), 1],
      ['writes of the cursor', times('commitCursor'), ATTEMPTS],
      // One that loses its race begins the fold anew.
      ['writes of rows', times('commitState', 'deleteState'), changed + ATTEMPTS],
    ];
    for (const [what, count, bound] of bounds) {
      if (count > bound) throw new Violation('S16', `${by.name} made ${count} ${what}, and ${bound} are enough`);
    }
  }
}
