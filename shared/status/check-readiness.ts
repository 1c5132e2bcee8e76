/** Is the checker at work? The store answers, and ticks are being folded. */

import { staleAfter } from '../domain/seen.ts';
import { durationText } from '../domain/time/calendar.ts';
import type { Cell } from '../domain/time/slot.ts';
import type { Clock, Cursor, Store } from '../ports.ts';

export interface Reason {
  readonly code: 'store_unreachable' | 'no_tick_yet' | 'tick_stale';
  readonly message: string;
}

export interface Readiness {
  /** Empty when all is well. */
  readonly reasons: readonly Reason[];
  /** Slot of the tick that was folded last; of the slowest cell, where there are several. */
  readonly lastSlot?: number;
  /** Of the other regions, those that fold no ticks. Checks go on without their vote, so they are no reason not to be ready. */
  readonly silentRegions?: readonly string[];
  /** What the store threw; for the log, never for a visitor. */
  readonly cause?: unknown;
}

export interface ReadinessInput {
  readonly cells: readonly Cell[];
  readonly region: string;
  /** Regions beside the own one that look at the same monitors. */
  readonly otherRegions?: readonly string[];
  readonly tickMs: number;
  /** A store that has not answered by then counts as unreachable. */
  readonly timeoutMs: number;
}

/** Never throws: a store that cannot be reached is one of the answers. */
export async function checkReadiness(
  deps: { readonly store: Store; readonly clock: Clock },
  input: ReadinessInput,
): Promise<Readiness> {
  const stop = new AbortController();
  try {
    const reading = readCursors(deps.store, input);
    const deadline = deps.clock.sleep(input.timeoutMs, stop.signal).then(() => 'too late' as const);
    const read = await Promise.race([reading, deadline]);
    if (read === 'too late') return unreachable(`The store did not answer within ${input.timeoutMs} ms.`);
    const now = deps.clock.now();
    const silentRegions = read.others
      .filter(({ cursors }) => !cursors.every((cursor) => cursor && now <= staleAfter(cursor.slot, input.tickMs)))
      .map(({ region }) => region);
    return { ...judgeCursors(read.own, input.tickMs, now), ...(input.otherRegions && { silentRegions }) };
  } catch (cause) {
    return unreachable('The store could not be read.', cause);
  } finally {
    stop.abort();
  }
}

async function readCursors(store: Store, { cells, region, otherRegions = [] }: ReadinessInput) {
  const from = (one: string) => Promise.all(cells.map((cell) => store.readCursor(cell, one)));
  const others = otherRegions.map(async (other) => ({ region: other, cursors: await from(other) }));
  return { own: await from(region), others: await Promise.all(others) };
}

function judgeCursors(cursors: readonly (Cursor | undefined)[], tickMs: number, now: number): Readiness {
  const slots = cursors.filter((cursor) => cursor !== undefined).map((cursor) => cursor.slot);
  if (slots.length < cursors.length || slots.length === 0) {
    return { reasons: [{ code: 'no_tick_yet', message: 'No tick has been folded yet: nothing has been checked.' }] };
  }
  const lastSlot = Math.min(...slots);
  if (now <= staleAfter(lastSlot, tickMs)) return { reasons: [], lastSlot };
  const message = `The last tick was folded for a slot ${durationText(now - lastSlot)} ago; one is due every ${durationText(tickMs)}.`;
  return { reasons: [{ code: 'tick_stale', message }], lastSlot };
}

const unreachable = (message: string, cause?: unknown): Readiness => ({
  reasons: [{ code: 'store_unreachable', message }],
  ...(cause !== undefined && { cause }),
});
