/** Everything that the log still has of a period: it is kept for 14 days. */
import type { Tick } from '../domain/checks/result.ts';
import type { Fleet } from '../domain/monitor.ts';
import { noSuchMonitor, Refusal } from '../logbook/refusal.ts';
import type { ExplainDeps } from './deps.ts';

/** What is asked of a period that ends now. */
export interface PeriodQuestion {
  readonly agoMs: number;
  /** All monitors where it is absent. */
  readonly monitorId?: string;
}

/** What was asked for, and what the log still has. In ms since the epoch. */
export interface Period {
  readonly asked: number;
  readonly from: number;
  readonly until: number;
}

export interface PeriodLog extends Period {
  readonly fleet: Fleet;
  /** Of all regions, and of all monitors. */
  readonly ticks: readonly Tick[];
}

/** Throws `Refusal` for a monitor that is not there, and where the log has nothing. */
export async function readPeriod(deps: ExplainDeps, { agoMs, monitorId }: PeriodQuestion): Promise<PeriodLog> {
  const { fleet, cells } = deps.setting();
  const known = fleet.monitors.map(({ id }) => id);
  if (monitorId !== undefined && !known.includes(monitorId)) throw noSuchMonitor(monitorId, known);
  const until = deps.clock.now();
  const asked = until - agoMs;
  const logs = cells.map(async (cell) => {
    const regions = (await deps.store.readCursors(cell)).map(({ region }) => region);
    return Promise.all(regions.map((region) => deps.store.readTicks(cell, region, asked, until)));
  });
  const ticks = (await Promise.all(logs)).flat(2);
  if (ticks.length === 0) throw new Refusal('The log has no check in that time.');
  return { fleet, ticks, asked, from: Math.min(...ticks.map(({ slot }) => slot)), until };
}
