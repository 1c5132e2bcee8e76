import type { Clock } from '../../../shared/ports.ts';

export interface ManualClock extends Clock {
  /** Moves time on and lets everybody who is due run. */
  advance(ms: number): Promise<void>;
  /** Sets the clock as a machine's sleep or an administrator would: sleepers wake by their own count, not by it. */
  jump(ms: number): void;
}

interface Sleeper {
  leftMs: number;
  readonly wake: () => void;
}

export function createManualClock(start: string): ManualClock {
  let instant = Date.parse(start);
  let sleepers: Sleeper[] = [];
  return {
    now: () => instant,
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted) return resolve();
        const sleeper = { leftMs: Math.max(0, ms), wake: resolve };
        sleepers.push(sleeper);
        signal?.addEventListener('abort', () => {
          sleepers = sleepers.filter((other) => other !== sleeper);
          resolve();
        });
      }),
    async advance(ms) {
      for (let left = ms; ; ) {
        await settled();
        const step = Math.min(left, ...sleepers.map(({ leftMs }) => leftMs));
        instant += step;
        left -= step;
        for (const sleeper of sleepers) sleeper.leftMs -= step;
        const due = sleepers.filter(({ leftMs }) => leftMs <= 0);
        sleepers = sleepers.filter(({ leftMs }) => leftMs > 0);
        for (const { wake } of due) wake();
        if (left <= 0 && due.length === 0) return;
      }
    },
    jump: (ms) => {
      instant += ms;
    },
  };
}

/** Everything that can go on without time passing has gone on. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
