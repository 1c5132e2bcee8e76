/** Runs the notifier again and again: never two passes at once, one every second, and one at once when nudged. */
import type { Clock } from '../../shared/ports.ts';

const PAUSE_MS = 1000;

export interface NotifierLoop {
  /** There is news: the next pass need not wait. */
  nudge(): void;
  /** Resolves after the pass that is running, or a last one, when the signal is aborted. */
  readonly ended: Promise<void>;
}

/** `pass` must not reject. */
export function startNotifierLoop(clock: Clock, signal: AbortSignal, pass: () => Promise<unknown>): NotifierLoop {
  let wake = new AbortController();
  return { nudge: () => wake.abort(), ended: loop() };

  async function loop(): Promise<void> {
    while (!signal.aborted) {
      wake = new AbortController();
      await pass();
      await clock.sleep(PAUSE_MS, AbortSignal.any([signal, wake.signal]));
    }
    // What the last ticks brought is told before the lights go out.
    await pass();
  }
}
