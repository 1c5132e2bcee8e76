/**
 * Folds the log into the states, strictly by slot, and commits: changed rows first, the cursor last.
 *
 * Every commit is a compare-and-set against what was read, so two folders at once cannot both win; a folder that dies
 * between rows and cursor leaves work that the next one repeats without effect, because each state knows up to where
 * it is folded.
 */

import type { Tick } from '../domain/checks/result.ts';
import type { Monitor } from '../domain/monitor.ts';
import { watchAt } from '../domain/quorum.ts';
import { advance, initialState, type MonitorState, type Phase, reconfigure, tidings } from '../domain/state.ts';
import type { Cell } from '../domain/time/slot.ts';
import type { Clock, Cursor, Log, StateRow, Store } from '../ports.ts';

export interface FoldInput {
  readonly cell: Cell;
  readonly cellId: string;
  readonly region: string;
  /** All regions that look at this cell, and how many of them must agree; none where this one is alone. */
  readonly regions?: readonly string[];
  readonly quorum?: number;
  /** The cell's monitors as configured now. */
  readonly monitors: readonly Monitor[];
  /** The slot on whose behalf this is done. */
  readonly slot: number;
  /** No tick of a slot before this instant can still arrive. */
  readonly closedBefore: number;
}

/** A cell as it was read: the cursor first, so that the rows are at least as new. */
export interface CellView {
  readonly cursor: Cursor | undefined;
  /** Those of the other regions: a region that has gone silent shows in its cursor. */
  readonly others: readonly Cursor[];
  readonly rows: readonly StateRow[];
}

export interface Change {
  readonly monitorId: string;
  readonly from: Phase;
  readonly to: Phase;
}

export interface FoldOutcome {
  readonly foldedSlots: readonly number[];
  readonly changes: readonly Change[];
  /** Another folder kept being quicker; it, or the next tick, does what is left. */
  readonly isOvertaken: boolean;
}

type FoldDeps = { readonly store: Store; readonly clock: Clock; readonly log: Log };

const ATTEMPTS = 4;

export async function readCell(store: Store, cell: Cell, region: string): Promise<CellView> {
  const cursors = await store.readCursors(cell);
  return {
    cursor: cursors.find((cursor) => cursor.region === region),
    others: cursors.filter((cursor) => cursor.region !== region),
    rows: await store.readStates(cell),
  };
}

/**
 * `view` and `ticks` may be stale: they are only the first attempt. `ticks` holds what is known to be unfolded;
 * undefined makes the fold read the log itself.
 */
export async function foldLog(
  deps: FoldDeps,
  input: FoldInput,
  view: CellView,
  ticks: readonly Tick[] | undefined,
): Promise<FoldOutcome> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const current = attempt === 1 ? view : await readCell(deps.store, input.cell, input.region);
    const unfolded = (attempt === 1 ? ticks : undefined) ?? (await readUnfolded(deps, input, current.cursor));
    const ready = readyTicks(unfolded, current.cursor?.slot, input.closedBefore);
    const outcome = await foldOnce(deps, input, current, ready);
    if (outcome) return outcome;
  }
  return { foldedSlots: [], changes: [], isOvertaken: true };
}

/** Ticks outlive this only in the log's retention; an older cursor has nothing to go on from. */
const OLDEST_UNFOLDED_MS = 14 * 86_400_000;
const FIRST_LOOK_BACK_MS = 3_600_000;

function readUnfolded(deps: FoldDeps, input: FoldInput, cursor: Cursor | undefined): Promise<Tick[]> {
  const oldest = input.slot - (cursor ? OLDEST_UNFOLDED_MS : FIRST_LOOK_BACK_MS);
  return deps.store.readTicks(input.cell, input.region, Math.max(cursor?.slot ?? oldest, oldest), deps.clock.now());
}

/**
 * The ticks that may be folded now, in order: each one whose predecessor is folded or can no longer come. A slot that
 * never came is a gap. Without a cursor the log begins with the first tick that there is.
 */
export function readyTicks(ticks: readonly Tick[], cursorSlot: number | undefined, closedBefore: number): Tick[] {
  const ready: Tick[] = [];
  let folded = cursorSlot ?? ticks[0]?.previous ?? 0;
  for (const tick of ticks) {
    if (tick.slot <= folded) continue;
    if (tick.previous > folded && tick.previous >= closedBefore) break;
    ready.push(tick);
    folded = tick.slot;
  }
  return ready;
}

/** Undefined means that something had changed since it was read. */
async function foldOnce(
  deps: FoldDeps,
  input: FoldInput,
  view: CellView,
  ready: readonly Tick[],
): Promise<FoldOutcome | undefined> {
  const changes: Change[] = [];
  for (const { row, next } of nextStates(input, view, ready)) {
    if (!(await commitRow(deps, row, next, input))) return undefined;
    if (next.phase !== row.state.phase) {
      changes.push({ monitorId: row.monitorId, from: row.state.phase, to: next.phase });
    }
  }
  const last = ready.at(-1);
  if (last) {
    const cursor = { cell: input.cellId, region: input.region, slot: last.slot, committedAt: deps.clock.now() };
    if (!(await deps.store.commitCursor(cursor, view.cursor?.slot))) return undefined;
  }
  return { foldedSlots: ready.map((tick) => tick.slot), changes, isOvertaken: false };
}

interface Step {
  readonly row: StateRow;
  readonly next: MonitorState;
}

/** Every row that this fold changes, or that no monitor needs any more. */
function nextStates(input: FoldInput, { rows, others }: CellView, ready: readonly Tick[]): Step[] {
  const stored = new Map(rows.map((row) => [row.monitorId, row]));
  const configured = new Map(input.monitors.map((monitor) => [monitor.id, monitor]));
  const entries = ready.map(({ slot, results }) => ({ slot, results: new Map(results.map((r) => [r.monitorId, r])) }));
  const looked = new Map(others.map(({ region, slot }) => [region, slot]));
  const steps: Step[] = [];
  for (const id of new Set([...stored.keys(), ...configured.keys()])) {
    const monitor = configured.get(id);
    const row = stored.get(id) ?? newRow(id, ready[0]?.slot ?? input.slot);
    let next = row.state;
    for (const { slot, results } of monitor ? entries : []) {
      const result = results.get(id);
      if (!monitor || !result) continue;
      const watch = watchAt(input, input.region, looked, slot, monitor.policy.intervalMs);
      next = advance(next, result, slot, monitor, watch);
    }
    next = reconfigure(next, monitor, input.slot, input.regions);
    if (next !== row.state || (!monitor && isSpent(row))) steps.push({ row, next });
  }
  return steps;
}

const newRow = (monitorId: string, slot: number): StateRow => ({
  monitorId,
  version: 0,
  state: initialState(slot),
  marks: {},
});

/** What a removed monitor's job has said is forgotten when it has been silent for so long. */
const LATEST_BEAT_MS = 3_600_000;

const isSpent = (row: StateRow): boolean => tidings(row.state).length === 0;

async function commitRow(deps: FoldDeps, row: StateRow, next: MonitorState, input: FoldInput): Promise<boolean> {
  const isConfigured = input.monitors.some((monitor) => monitor.id === row.monitorId);
  if (!isConfigured && next === row.state) {
    // A job that reports still may be one that only this process does not know yet, so its row stays for now.
    if (!(await deps.store.deleteBeat(row.monitorId, input.slot - LATEST_BEAT_MS))) return true;
    return deps.store.deleteState(row.monitorId, row.version);
  }
  const hasNews = next.incidents !== row.state.incidents || tidings(next).length > tidings(row.state).length;
  const attention = row.attention ?? (hasNews ? deps.clock.now() : undefined);
  const commit = attention === undefined ? { state: next } : { state: next, attention };
  return deps.store.commitState(row.monitorId, commit, row.version);
}
