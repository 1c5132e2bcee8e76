/** Spaces out the starts of probes by what the event loop bears; the decision itself is `nextPace`. */
import { firstPace, neededPerSecond, nextPace } from '../domain/time/pace.ts';
import type { Clock, EventLoop } from '../ports.ts';

/** How long the loop is observed before the pace changes. */
const WINDOW_MS = 25;

export interface Pacer {
  /** Resolves when the next probe may start, of `left` that have not started. */
  next(left: number, signal?: AbortSignal): Promise<void>;
  /** How much later than planned the starts came, in ms at the 95th percentile: about what the timings may be off by. */
  latenessMs(): number;
}

/** For one tick of `count` probes. Without a loop to observe it is taken for calm. */
export function createPacer(clock: Clock, loop: EventLoop | undefined, count: number): Pacer {
  const startedAt = clock.now();
  const lateness: number[] = [];
  let perSecond = firstPace(count);
  let windowAt = startedAt;
  let busyMs = loop?.busyMs() ?? 0;
  return {
    async next(left, signal) {
      const plannedAt = clock.now() + 1000 / perSecond;
      await clock.sleep(1000 / perSecond, signal);
      lateness.push(Math.max(0, clock.now() - plannedAt));
      adjust(left);
    },
    latenessMs: () => lateness.toSorted((a, b) => a - b)[Math.floor(lateness.length * 0.95)] ?? 0,
  };

  function adjust(left: number): void {
    const now = clock.now();
    const windowMs = now - windowAt;
    if (windowMs < WINDOW_MS) return;
    const busySoFarMs = loop?.busyMs() ?? 0;
    perSecond = nextPace(perSecond, (busySoFarMs - busyMs) / windowMs, neededPerSecond(left, now - startedAt));
    windowAt = now;
    busyMs = busySoFarMs;
  }
}
