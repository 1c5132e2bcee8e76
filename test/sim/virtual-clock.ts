/** Virtual time: nothing passes but what is waited for. Whoever is due first runs first; equals run in the order asked. */
import type { Clock } from '../../shared/ports.ts';

export class VirtualTime {
  now: number;
  /** A binary heap in three columns: when, in which order it was asked for, and what. */
  readonly #instants: number[] = [];
  readonly #orders: number[] = [];
  readonly #runs: (() => void)[] = [];
  #order = 0;

  constructor(now: number) {
    this.now = now;
  }

  /** Runs something at an instant; at once, but not before what is due already, where that is past. */
  at(instant: number, run: () => void): void {
    this.#push(Math.max(instant, this.now), ++this.#order, run);
  }

  after(ms: number, run: () => void): void {
    this.at(this.now + ms, run);
  }

  /** When the next thing happens; infinity when nothing will. */
  next(): number {
    return this.#instants[0] ?? Number.POSITIVE_INFINITY;
  }

  /** Moves on to the next thing, and runs it. What it sets off by promises runs before the caller's next turn of the loop. */
  step(): boolean {
    const instant = this.#instants[0];
    const run = this.#runs[0];
    if (instant === undefined || run === undefined) return false;
    this.#removeFirst();
    this.now = instant;
    run();
    return true;
  }

  #push(instant: number, order: number, run: () => void): void {
    let at = this.#instants.length;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!isBefore(instant, order, this.#instants[parent] ?? 0, this.#orders[parent] ?? 0)) break;
      this.#move(parent, at);
      at = parent;
    }
    this.#put(at, instant, order, run);
  }

  #removeFirst(): void {
    const instant = this.#instants.pop();
    const order = this.#orders.pop();
    const run = this.#runs.pop();
    const length = this.#instants.length;
    if (length === 0 || instant === undefined || order === undefined || run === undefined) return;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= length) break;
      if (child + 1 < length && this.#isEarlier(child + 1, child)) child += 1;
      if (!isBefore(this.#instants[child] ?? 0, this.#orders[child] ?? 0, instant, order)) break;
      this.#move(child, at);
      at = child;
    }
    this.#put(at, instant, order, run);
  }

  #isEarlier(one: number, other: number): boolean {
    const [instants, orders] = [this.#instants, this.#orders];
    return isBefore(instants[one] ?? 0, orders[one] ?? 0, instants[other] ?? 0, orders[other] ?? 0);
  }

  #move(from: number, to: number): void {
    this.#instants[to] = this.#instants[from] ?? 0;
    this.#orders[to] = this.#orders[from] ?? 0;
    this.#runs[to] = this.#runs[from] ?? (() => {});
  }

  #put(at: number, instant: number, order: number, run: () => void): void {
    this.#instants[at] = instant;
    this.#orders[at] = order;
    this.#runs[at] = run;
  }
}

const isBefore = (instant: number, order: number, otherInstant: number, otherOrder: number): boolean =>
  instant < otherInstant || (instant === otherInstant && order < otherOrder);

/**
 * A clock on virtual time. `skewMs` is by how much it is wrong; sleeping takes its true time all the same. Sleeps that
 * are shorter than `shortestMs` take none.
 */
export const virtualClock = (time: VirtualTime, skewMs = 0, shortestMs = 0): Clock => ({
  now: () => time.now + skewMs,
  sleep: (ms, signal) =>
    ms < shortestMs || signal?.aborted
      ? AT_ONCE
      : new Promise((resolve) => {
          signal?.addEventListener('abort', () => resolve(), { once: true });
          time.after(ms, resolve);
        }),
});

const AT_ONCE = Promise.resolve();
