/**
 * Slots below a minute. The schedule's call of a minute asks for every slot of the NEXT minute, each by a message with
 * its own delay:
 *
 *   schedule, minute M ──ask──▶ queue ──at M+1:00──▶ tick :00
 *   (anywhere in M)                  ──at M+1:10──▶ tick :10   each a call of its own: a slow one delays no other
 *                                     …
 *
 * So it does not matter at which second of its minute the schedule fires. Only calls of the schedule ask; a message
 * never leads to another message.
 */
import { MINUTE_MS, slotsOfMinute } from '../../shared/domain/time/grid.ts';
import type { Cell } from '../../shared/domain/time/slot.ts';
import type { SlotQueue } from '../../shared/ports.ts';

/**
 * How late a message may be. After a failure or a lack of free functions it comes again later than that, and is let go:
 * its slot tells nothing about now any more.
 */
export const QUEUE_SPREAD_MS = 30_000;

export interface Asking {
  /** Start of the minute that the schedule meant, in ms. */
  readonly minute: number;
  readonly now: number;
  readonly tickMs: number;
  readonly cell: Cell;
}

/** The slots that were asked for. Those that a late schedule has missed are left out. */
export async function askForSlots(queue: SlotQueue, { minute, now, tickMs, cell }: Asking): Promise<number[]> {
  const slots = slotsOfMinute(minute + MINUTE_MS, tickMs).filter((slot) => !isTooLate(slot, now));
  await queue.ask(slots.map((slot) => ({ slot, cell, delayMs: Math.max(0, slot - now) })));
  return slots;
}

export const isTooLate = (slot: number, now: number): boolean => now > slot + QUEUE_SPREAD_MS;
