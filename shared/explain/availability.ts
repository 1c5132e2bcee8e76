/** Reads the log of a period, and how much of it each monitor was up. */
import {
  type Availability,
  availabilityOf,
  availabilityRatio,
  coverageRatio,
} from '../domain/hindsight/availability.ts';
import { Refusal } from '../logbook/refusal.ts';
import type { ExplainDeps } from './deps.ts';

export interface AvailabilityQuestion {
  readonly agoMs: number;
  readonly monitorId?: string;
}

export interface AvailabilityLine extends Availability {
  readonly monitorId: string;
  readonly name: string;
  /** In per cent, rounded down; null where nothing is known. */
  readonly percent: number | null;
  readonly coveragePercent: number;
}

export interface AvailabilityAnswer {
  /** What was asked for, and what the log still has: it is kept for 14 days. In ms since the epoch. */
  readonly asked: number;
  readonly from: number;
  readonly until: number;
  readonly monitors: readonly AvailabilityLine[];
}

/** Throws `Refusal` for a monitor that is not there, and where the log has nothing. */
export async function tellAvailability(
  deps: ExplainDeps,
  { agoMs, monitorId }: AvailabilityQuestion,
): Promise<AvailabilityAnswer> {
  const { fleet, cells } = deps.setting();
  const known = fleet.monitors.map(({ id }) => id);
  if (monitorId !== undefined && !known.includes(monitorId)) {
    throw new Refusal(`There is no monitor "${monitorId}".`, { name: monitorId, known });
  }
  const until = deps.clock.now();
  const asked = until - agoMs;
  const logs = cells.map(async (cell) => {
    const regions = (await deps.store.readCursors(cell)).map(({ region }) => region);
    return Promise.all(regions.map((region) => deps.store.readTicks(cell, region, asked, until)));
  });
  const ticks = (await Promise.all(logs)).flat(2);
  if (ticks.length === 0) throw new Refusal('The log has no check in that time.');
  const from = Math.min(...ticks.map(({ slot }) => slot));
  const overrides = await deps.logbook.readOverrides(asked);
  const windows = fleet.maintenance ?? [];
  const chosen = fleet.monitors.filter(({ id }) => monitorId === undefined || id === monitorId);
  const monitors = chosen.map((monitor) => {
    const availability = availabilityOf({ monitor, ticks, windows, overrides, from, until });
    const percent = availabilityRatio(availability) ?? null;
    const { id, name } = monitor;
    return { monitorId: id, name, ...availability, percent, coveragePercent: coverageRatio(availability) };
  });
  return { asked, from, until, monitors };
}
