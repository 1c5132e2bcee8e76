/** The state of a monitor at an instant: the row where nothing has changed since, else the log, folded again. */

import type { Tick } from '../domain/checks/result.ts';
import { type Recollection, recall } from '../domain/hindsight/recall.ts';
import type { Incident } from '../domain/incident.ts';
import type { Monitor } from '../domain/monitor.ts';
import type { Regions } from '../domain/quorum.ts';
import type { MonitorState } from '../domain/state.ts';
import type { Cell } from '../domain/time/slot.ts';
import type { StateRow, Store } from '../ports.ts';

export interface LogPlace {
  readonly store: Pick<Store, 'readTicks'>;
  readonly cell: Cell;
  /** Whose ticks are read. */
  readonly names: readonly string[];
  /** As configured. */
  readonly regions: Regions;
}

export interface StatePlace extends LogPlace {
  /** Length of the grid of slots, in ms. */
  readonly tickMs: number;
}

const HOUR_MS = 3_600_000;
const INTERVALS = 20;
/** How much further back is looked each time, as long as it is not sure. */
const STEPS = [1, 6, 24];
/** Reading more would take longer than anybody waits. */
const MOST_TICKS = 20_000;
const RETENTION_MS = 14 * 24 * HOUR_MS;

/** `history` holds all incidents of the monitor that began in the last 14 days before `at`, or are open. */
export async function stateAt(
  place: StatePlace,
  monitor: Monitor,
  at: number,
  row: StateRow | undefined,
  history: readonly Incident[],
): Promise<Recollection> {
  if (row && isUnchangedSince(row.state, at)) return { state: row.state, isSure: true, isSinceSure: true };
  const shortestMs = Math.max(HOUR_MS, INTERVALS * monitor.policy.intervalMs);
  const longestMs = Math.min(RETENTION_MS, MOST_TICKS * place.tickMs);
  const known = history.map((each) => asOf(each, at));
  let ticks: readonly Tick[] = [];
  let read = at;
  for (const step of STEPS) {
    const from = at - Math.min(shortestMs * step, longestMs);
    ticks = [...(await readLog(place, from, read)), ...ticks];
    read = from;
    const found = recall({ monitor, regions: place.regions, ticks, from, history: known });
    const isFarthest = step === STEPS.at(-1) || shortestMs * step >= longestMs;
    if ((found.isSure && found.isSinceSure) || isFarthest) return found;
  }
  throw new Error('the steps back in time have no end');
}

/** Ticks of all regions with `after < slot <= until`, oldest first. */
export async function readLog({ store, cell, names }: LogPlace, after: number, until: number): Promise<Tick[]> {
  const ticks = await Promise.all(names.map((name) => store.readTicks(cell, name, after, until)));
  return ticks.flat().sort((a, b) => a.slot - b.slot);
}

/** What was to come is not known yet. */
function asOf(incident: Incident, at: number): Incident {
  const { closing, ...open } = incident;
  return closing && closing.at > at ? open : incident;
}

/** Every change of a state leaves its instant in it. */
function isUnchangedSince({ since, vantages, incidents }: MonitorState, at: number): boolean {
  return (
    since <= at &&
    Object.values(vantages).every((vantage) => vantage.foldedUntil <= at) &&
    incidents.every(({ openedAt, closing }) => openedAt <= at && (!closing || closing.at <= at))
  );
}
