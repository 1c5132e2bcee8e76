/**
 * Slots: the aligned instants at which monitors are due. A slot is decided by arithmetic on the scheduled time alone,
 * so every run of a slot, early, late or repeated, agrees on what is due.
 */
import type { Policy } from './monitor.ts';

/** The slot that an instant belongs to, on a grid of `tickMs`. */
export const slotOf = (instant: number, tickMs: number): number => Math.floor(instant / tickMs) * tickMs;

/** FNV-1a over the UTF-16 units: a stable, well-spread 32-bit hash of an id. */
export function hashOf(id: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < id.length; i++) {
    hash ^= id.charCodeAt(i);
    hash = Math.imul(hash, 0x01000193);
  }
  return hash >>> 0;
}

/** The cell's share of the hash range, as `hh-hh` bounds of the first hash byte. Cell ids read `<index>of<count>`. */
export interface Cell {
  readonly index: number;
  readonly count: number;
}

export const WHOLE_FLEET: Cell = { index: 0, count: 1 };

export const cellId = (cell: Cell): string => `${cell.index}of${cell.count}`;

export const isInCell = (cell: Cell, monitorId: string): boolean => hashOf(monitorId) % cell.count === cell.index;

/**
 * Is a monitor due at this slot? Its phase spreads monitors over their interval. A monitor that is being confirmed
 * (suspect or recovering) is due on the grid of its retry interval as well.
 */
export function isDue(id: string, policy: Policy, confirming: boolean, slot: number, tickMs: number): boolean {
  if (policy.paused) return false;
  const hash = hashOf(id);
  return crosses(policy.intervalMs) || (confirming && crosses(policy.retryIntervalMs));

  // True once for each interval, also where the interval is no multiple of the grid.
  function crosses(intervalMs: number): boolean {
    const phase = hash % intervalMs;
    return Math.floor((slot - phase) / intervalMs) > Math.floor((slot - tickMs - phase) / intervalMs);
  }
}
