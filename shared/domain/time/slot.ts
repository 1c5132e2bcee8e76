/**
 * Slots: the aligned instants at which monitors are due. A slot is decided by arithmetic on the scheduled time alone,
 * so every run of a slot, early, late or repeated, agrees on what is due.
 */
import type { Policy } from '../monitor.ts';

/** The slot that an instant belongs to, on a grid of `tickMs`. */
export const slotOf = (instant: number, tickMs: number): number => Math.floor(instant / tickMs) * tickMs;

const HASHES = 2 ** 32;

/**
 * A stable 32-bit hash of an id, spread evenly over its whole range. FNV-1a over the UTF-16 units; the finishing of
 * MurmurHash3 then carries the last letters, in which ids like `shop-1` and `shop-2` differ, into the upper bits too.
 */
export function hashOf(id: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < id.length; i++) {
    hash ^= id.charCodeAt(i);
    hash = Math.imul(hash, 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** One of `count` equal shares of the range of hashes, so that a cell's rows lie side by side. */
export interface Cell {
  /** From 0 to `count - 1`. */
  readonly index: number;
  readonly count: number;
}

export const WHOLE_FLEET: Cell = { index: 0, count: 1 };

/** `<index>of<count>`. */
export const cellId = (cell: Cell): string => `${cell.index}of${cell.count}`;

/** The first and the last hash of a cell. */
export const hashRangeOf = (cell: Cell): { readonly first: number; readonly last: number } => ({
  first: Math.ceil((cell.index * HASHES) / cell.count),
  last: Math.ceil(((cell.index + 1) * HASHES) / cell.count) - 1,
});

export function isInCell(cell: Cell, monitorId: string): boolean {
  const hash = hashOf(monitorId);
  const { first, last } = hashRangeOf(cell);
  return first <= hash && hash <= last;
}

/**
 * Is a monitor due at this slot? Its phase spreads monitors over their interval. A monitor that is being confirmed
 * is due on the grid of its retry interval as well.
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
