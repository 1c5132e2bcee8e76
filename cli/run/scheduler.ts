/** Starts a tick at every slot of a grid, and never waits for one: a target that hangs delays nobody else's check. */
import { slotOf } from '../../shared/domain/time/slot.ts';
import type { Clock } from '../../shared/ports.ts';

/** A machine that wakes, or a clock that is put right, is noticed within this time. */
const LONGEST_NAP_MS = 1000;

export interface Schedule {
  /** When the next tick starts, in ms since the epoch. */
  nextSlot(): number;
  /** How many ticks are still running. */
  running(): number;
  /** Resolves when no tick is running. Starts none; the signal has to be aborted first. */
  idle(): Promise<void>;
}

export interface ScheduleInput {
  readonly clock: Clock;
  /** In milliseconds. */
  readonly tickMs: number;
  /** Slots up to this one have been run already. */
  readonly after: number;
  /** No tick starts once this is aborted. */
  readonly signal: AbortSignal;
  /** Runs one tick; must not reject. No tick of a slot before `aloneSince` is still running. */
  readonly runSlot: (slot: number, aloneSince: number) => Promise<void>;
}

/** Starts with the slot that is now, if it has not been run. Slots that the machine slept through are left out. */
export function startSchedule({ clock, tickMs, after, signal, runSlot }: ScheduleInput): Schedule {
  let last = Math.max(after, slotOf(clock.now(), tickMs) - tickMs);
  const running = new Map<number, Promise<void>>();
  const ended = keepTime();
  return {
    nextSlot: () => last + tickMs,
    running: () => running.size,
    idle: async () => {
      await ended;
      await Promise.all(running.values());
    },
  };

  async function keepTime(): Promise<void> {
    while (!signal.aborted) {
      const slot = slotOf(clock.now(), tickMs);
      if (slot > last) {
        last = slot;
        const [oldest = slot] = running.keys();
        running.set(
          slot,
          runSlot(slot, oldest).finally(() => running.delete(slot)),
        );
      }
      await clock.sleep(Math.min(last + tickMs - clock.now(), LONGEST_NAP_MS), signal);
    }
  }
}
