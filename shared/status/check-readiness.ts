/** Is the checker at work? The store answers, and ticks are being folded. */
import { durationText } from '../domain/calendar.ts';
import { staleAfter } from '../domain/seen.ts';
import type { Cell } from '../domain/slot.ts';
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
  /** What the store threw; for the log, never for a visitor. */
  readonly cause?: unknown;
}

export interface ReadinessInput {
  readonly cells: readonly Cell[];
  readonly region: string;
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
    const reading = Promise.all(input.cells.map((cell) => deps.store.readCursor(cell, input.region)));
    const deadline = deps.clock.sleep(input.timeoutMs, stop.signal).then(() => 'too late' as const);
    const cursors = await Promise.race([reading, deadline]);
    if (cursors === 'too late') return unreachable(`The store did not answer within ${input.timeoutMs} ms.`);
    return judgeCursors(cursors, input.tickMs, deps.clock.now());
  } catch (cause) {
    return unreachable('The store could not be read.', cause);
  } finally {
    stop.abort();
  }
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
