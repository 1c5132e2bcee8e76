/** The machine's own clock, for functions: Lambda keeps it right. */
import { setTimeout as wait } from 'node:timers/promises';
import type { Clock } from '../ports.ts';

export const systemClock: Clock = {
  now: Date.now,
  async sleep(ms, signal) {
    try {
      await wait(Math.max(0, ms), undefined, signal && { signal });
    } catch {
      // Woken early, which is what the signal is for.
    }
  },
};
