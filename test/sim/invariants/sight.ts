/**
 * What a region must see of a monitor, by counting what is in the log. Written apart from the fold and unlike it: it
 * looks at the last results as a window, and knows no phases.
 */

import type { Verdict } from '../../../shared/domain/checks/result.ts';
import type { Policy } from '../../../shared/domain/monitor.ts';

export interface Entry {
  readonly slot: number;
  readonly verdict: Verdict;
}

/** After so many intervals of silence, what was seen before does not count. */
const GAP_INTERVALS = 3;

export class Sight {
  /** Confirmed to be down; undefined before anything was seen. */
  isDown: boolean | undefined;
  /** Where the results begin that leave no doubt, whatever was before them. */
  sureFrom = 1;
  #waiting: Entry[] = [];
  /** Results that can still matter, newest last, since the last change. */
  #recent: Entry[] = [];
  /** The latest results without a change or a gap between them. */
  #run: Entry[] = [];

  /** Something was appended to the log; it counts once it is folded. */
  expect(entry: Entry): void {
    if (entry.verdict === 'unknown') return;
    const at = this.#waiting.findIndex(({ slot }) => slot > entry.slot);
    if (at === -1) this.#waiting.push(entry);
    else this.#waiting.splice(at, 0, entry);
  }

  /**
   * Counts everything up to a slot, and says whether there was anything. `policy` is absent where whoever folded did
   * not know the monitor.
   */
  countUntil(slot: number, policy: Policy | undefined): boolean {
    let isNews = false;
    while ((this.#waiting[0]?.slot ?? Number.POSITIVE_INFINITY) <= slot) {
      const entry = this.#waiting.shift();
      isNews = true;
      if (entry && policy && !policy.paused) this.#count(entry, policy);
    }
    return isNews;
  }

  /** From here on nothing counts that was seen before. */
  forget(until: number): void {
    this.#waiting = this.#waiting.filter(({ slot }) => slot > until);
    this.#recent = [];
    this.#run = [];
    this.isDown = undefined;
    this.sureFrom = until;
  }

  #count(entry: Entry, policy: Policy): void {
    const gapMs = entry.slot - (this.#run.at(-1)?.slot ?? entry.slot);
    const hasGap = gapMs > GAP_INTERVALS * policy.intervalMs;
    this.#grow(entry, hasGap, policy);
    if (hasGap) this.#recent = [];
    this.#recent.push(entry);
    const { failureThreshold, failureWindow = failureThreshold, recoveryThreshold } = policy;
    this.#recent = this.#recent.slice(-Math.max(failureWindow, recoveryThreshold));
    if (this.isDown) {
      const newest = this.#recent.slice(-recoveryThreshold);
      if (newest.length === recoveryThreshold && newest.every(isSuccess)) this.#turn(false);
    } else {
      const failures = this.#recent.slice(-failureWindow).filter((each) => !isSuccess(each));
      if (failures.length >= failureThreshold && !isSuccess(entry)) this.#turn(true);
      else this.isDown = false;
    }
  }

  #turn(isDown: boolean): void {
    this.isDown = isDown;
    this.#recent = [];
  }

  /** A run that is long enough decides by itself. */
  #grow(entry: Entry, hasGap: boolean, { failureThreshold, failureWindow, recoveryThreshold }: Policy): void {
    const last = this.#run.at(-1);
    if (hasGap || (last && isSuccess(last) !== isSuccess(entry))) this.#run = [];
    const needed = isSuccess(entry) ? Math.max(recoveryThreshold, failureWindow ?? 1) : failureThreshold;
    this.#run = [...this.#run, entry].slice(-needed);
    if (this.#run.length === needed) this.sureFrom = this.#run[0]?.slot ?? entry.slot;
  }
}

/** Degraded is slow or untidy, and up. */
const isSuccess = ({ verdict }: Entry): boolean => verdict !== 'down';
