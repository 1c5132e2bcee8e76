/** When ticks and passes of the notifier start: by the clock, woken by a change, or by a scheduler that has gone astray. */
import type { World } from './world.ts';

const MINUTE = 60_000;

/** One tick a minute, or more where intervals are shorter. */
export const tickMsOf = (intervalMs: number): number => Math.min(intervalMs, MINUTE);

const MOST_REPLAYED = 60;

export class Schedule {
  readonly #world: World;
  /** When in its minute the scheduler fires: at one time mostly, or anywhere. */
  readonly #offset: () => number;
  #wakesAt = 0;
  /** Until when a region fires nothing. */
  readonly #awayUntil = new Map<string, number>();
  /** How many people there are, so to speak: the chance of each minute that somebody does something. */
  readonly #bustle: number;

  constructor(world: World) {
    this.#world = world;
    const fixed = world.random.between(0, world.tickMs - 1);
    const isSteady = world.random.chance(0.7);
    this.#offset = () => (isSteady ? fixed + world.random.next() * 500 : world.random.next() * world.tickMs);
    this.#bustle = world.random.chance(0.5) ? 0 : world.random.logUniform(1e-4, 1e-2);
    world.record.add({
      rowChanged: (_before, after) => {
        if (after?.attention !== undefined) this.#wake();
      },
    });
  }

  begin(): void {
    const { time, regions, random, tickMs } = this.#world;
    for (const region of regions) this.#everySlot(region, Math.floor(time.now / tickMs) * tickMs);
    this.#everyMinute(time.now + random.between(0, MINUTE));
  }

  #everySlot(region: string, slot: number): void {
    const { time, tickMs } = this.#world;
    time.at(slot, () => {
      this.#fire(region, slot);
      this.#everySlot(region, slot + tickMs);
    });
  }

  #fire(region: string, slot: number): void {
    const { faults, random, tickMs, time } = this.#world;
    this.#upset();
    if (faults.strikes('regionAway')) {
      const until = time.now + random.logUniform(MINUTE, 360 * MINUTE);
      this.#awayUntil.set(region, until);
      faults.lasts(until);
    }
    if (!faults.isOver && (this.#awayUntil.get(region) ?? 0) > time.now) return;
    if (faults.strikes('slotLost')) return;
    const lateMs = faults.strikes('slotLate') ? random.between(1, 10) * tickMs : 0;
    faults.lasts(lateMs > 0 ? time.now + lateMs : 0);
    const start = this.#offset() + lateMs;
    this.#tick(region, slot, start);
    if (faults.strikes('slotRepeated')) {
      const isAtOnce = random.chance(0.5);
      for (let copy = random.between(1, 4); copy > 0; copy--) {
        this.#tick(region, slot, start + (isAtOnce ? random.next() * 50 : random.next() * 3 * MINUTE));
      }
    }
    if (faults.strikes('slotAhead')) this.#tick(region, slot + random.between(1, 3) * tickMs, start);
    if (faults.strikes('backlog')) this.#replay(region, slot);
  }

  /** Slots of the last hours, in any order. */
  #replay(region: string, slot: number): void {
    const { random, tickMs } = this.#world;
    const many = random.between(2, MOST_REPLAYED);
    const deepest = random.chance(0.5) ? many : (24 * 60 * MINUTE) / tickMs;
    for (let index = 0; index < many; index++) {
      this.#tick(region, slot - random.between(1, deepest) * tickMs, random.next() * 2000);
    }
  }

  #tick(region: string, slot: number, afterMs: number): void {
    this.#world.time.after(afterMs, () => this.#world.runTick(region, slot));
  }

  #everyMinute(instant: number): void {
    this.#world.time.at(instant, () => {
      this.#world.runNotifier();
      this.#everyMinute(instant + MINUTE);
    });
  }

  /** The table's stream: changes that come soon after one another wake it once. */
  #wake(): void {
    const { faults, random, time } = this.#world;
    if (this.#wakesAt > time.now || faults.strikes('wakeLost')) return;
    this.#wakesAt = time.now + 50 + random.next() * 1000;
    const times = faults.strikes('wakeRepeated') ? random.between(2, 4) : 1;
    for (let index = 0; index < times; index++) {
      time.at(this.#wakesAt + index * random.next() * 30, () => this.#world.runNotifier());
    }
  }

  /** What happens beside the checker now and then. */
  #upset(): void {
    const { faults, memory, random } = this.#world;
    if (!faults.isOver && random.chance(this.#bustle)) this.#world.silence();
    if (!faults.isOver && random.chance(this.#bustle * 5)) this.#world.acknowledge();
    if (faults.strikes('deploy')) this.#world.deploy();
    if (faults.strikes('newerRow')) {
      const rows = memory.readStates({ index: 0, count: 1 });
      const row = rows[random.between(0, rows.length - 1)];
      if (row) memory.rewriteByNewerVersion(row);
    }
  }
}
