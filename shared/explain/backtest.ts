/** Reads the log of a period and tries other settings on it. */
import { type Backtest, backtest, type Settings } from '../domain/hindsight/backtest.ts';
import { Refusal } from '../logbook/refusal.ts';
import type { ExplainDeps } from './deps.ts';

export interface BacktestInput {
  readonly agoMs: number;
  readonly monitorId?: string;
  readonly settings: Settings;
}

export interface TriedOnLog extends Backtest {
  /** What was asked for, and what the log still has: it is kept for 14 days. In ms since the epoch. */
  readonly asked: number;
  readonly from: number;
  readonly until: number;
  readonly checks: number;
  readonly settings: Settings;
}

/** Throws `Refusal` for a monitor that is not there, and where the log has nothing. */
export async function tryOnLog(deps: ExplainDeps, { agoMs, monitorId, settings }: BacktestInput): Promise<TriedOnLog> {
  const { fleet, cells } = deps.setting();
  const known = fleet.monitors.map(({ id }) => id);
  if (monitorId !== undefined && !known.includes(monitorId)) {
    throw new Refusal(`There is no monitor "${monitorId}".`, { name: monitorId, known });
  }
  const until = deps.clock.now();
  const logs = cells.map(async (cell) => {
    const regions = (await deps.store.readCursors(cell)).map(({ region }) => region);
    return Promise.all(regions.map((region) => deps.store.readTicks(cell, region, until - agoMs, until)));
  });
  const ticks = (await Promise.all(logs)).flat(2);
  if (ticks.length === 0) throw new Refusal('The log has no check in that time.');
  const from = Math.min(...ticks.map(({ slot }) => slot));
  const checks = ticks.reduce((sum, { results }) => sum + results.length, 0);
  const monitors = monitorId === undefined ? fleet.monitors : related(fleet.monitors, monitorId);
  const tried = backtest({ ...fleet, monitors }, ticks, settings, until);
  const byMonitor = tried.byMonitor.filter((each) => monitorId === undefined || each.monitorId === monitorId);
  const [only] = monitorId === undefined ? [] : byMonitor;
  return { ...tried, ...only, byMonitor, asked: until - agoMs, from, until, checks, settings };
}

/** A monitor, and those that may keep it quiet. */
function related<M extends { readonly id: string; readonly dependsOn?: readonly string[] }>(
  monitors: readonly M[],
  id: string,
): M[] {
  const own = monitors.find((monitor) => monitor.id === id);
  return monitors.filter((monitor) => monitor === own || own?.dependsOn?.includes(monitor.id));
}
