/** Reads the log of a period, and how much of it each monitor was up. */
import {
  type Availability,
  availabilityOf,
  availabilityRatio,
  coverageRatio,
} from '../domain/hindsight/availability.ts';
import type { ExplainDeps } from './deps.ts';
import { type Period, type PeriodQuestion, readPeriod } from './read-period.ts';

export interface AvailabilityLine extends Availability {
  readonly monitorId: string;
  readonly name: string;
  /** In per cent, rounded down; null where nothing is known. */
  readonly percent: number | null;
  readonly coveragePercent: number;
}

export interface AvailabilityAnswer extends Period {
  readonly monitors: readonly AvailabilityLine[];
}

/** Throws `Refusal` for a monitor that is not there, and where the log has nothing. */
export async function tellAvailability(deps: ExplainDeps, question: PeriodQuestion): Promise<AvailabilityAnswer> {
  const { fleet, ticks, ...period } = await readPeriod(deps, question);
  const { asked, from, until } = period;
  const { monitorId } = question;
  const overrides = await deps.logbook.readOverrides(asked);
  const windows = fleet.maintenance ?? [];
  const chosen = fleet.monitors.filter(({ id }) => monitorId === undefined || id === monitorId);
  const monitors = chosen.map((monitor) => {
    const availability = availabilityOf({ monitor, ticks, windows, overrides, from, until });
    const percent = availabilityRatio(availability) ?? null;
    const { id, name } = monitor;
    return { monitorId: id, name, ...availability, percent, coveragePercent: coverageRatio(availability) };
  });
  return { ...period, monitors };
}
