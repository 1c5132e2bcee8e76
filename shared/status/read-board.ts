/**
 * Reads what both views need. A warm call costs one read for each cell, that of its cursor, while no tick has been
 * folded since the last call; after one, its states and only the ticks that are new: ticks never change.
 */
import type { Tick } from '../domain/checks/result.ts';
import type { Seen } from '../domain/seen.ts';
import type { MonitorState } from '../domain/state.ts';
import { type Cell, cellId } from '../domain/time/slot.ts';
import type { Store } from '../ports.ts';

/** What one process has read of one cell already. Replaced as a whole, never changed in place. */
interface CellReading {
  readonly slot: number;
  readonly windowMs: number;
  readonly states: ReadonlyMap<string, MonitorState>;
  readonly ticks: readonly Tick[];
}

/** One a process and region; `new Map()` is an empty one. */
export type BoardCache = Map<string, CellReading>;

export interface ReadBoardInput {
  readonly cells: readonly Cell[];
  readonly region: string;
  /** How far back from the last folded slot ticks are read; see `windowMs` in domain/seen. */
  readonly windowMs: number;
  readonly cache: BoardCache;
}

/** Throws what the store throws; the cache then keeps what it had. */
export async function readBoard(deps: { readonly store: Store }, input: ReadBoardInput): Promise<Seen> {
  const cells = await Promise.all(input.cells.map((cell) => readCell(deps.store, cell, input)));
  const readings = cells.filter((reading) => reading !== undefined);
  const isComplete = readings.length > 0 && readings.length === cells.length;
  return {
    // The slowest cell decides how fresh the whole is.
    ...(isComplete && { slot: Math.min(...readings.map((reading) => reading.slot)) }),
    states: new Map(readings.flatMap((reading) => [...reading.states])),
    ticks: readings.flatMap((reading) => reading.ticks).sort((a, b) => a.slot - b.slot),
  };
}

async function readCell(store: Store, cell: Cell, input: ReadBoardInput): Promise<CellReading | undefined> {
  const { cache, region, windowMs } = input;
  // The cursor is committed after the states: states read after it are never older than it.
  const cursor = await store.readCursor(cell, region);
  if (!cursor) return undefined;
  const { slot } = cursor;
  const known = cache.get(cellId(cell));
  const isUsable = known !== undefined && known.windowMs === windowMs && known.slot <= slot;
  if (isUsable && known.slot === slot) return known;

  const start = slot - windowMs;
  const kept = isUsable ? known.ticks.filter((tick) => tick.slot > start) : [];
  const after = isUsable ? Math.max(known.slot, start) : start;
  const [rows, fresh] = await Promise.all([store.readStates(cell), store.readTicks(cell, region, after, slot)]);
  const states = new Map(rows.map((row) => [row.monitorId, row.state]));
  const reading = { slot, windowMs, states, ticks: [...kept, ...fresh] };
  cache.set(cellId(cell), reading);
  return reading;
}
