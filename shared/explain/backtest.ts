/** Reads the log of a period and tries other settings on it. */
import { type Backtest, backtest, type Settings } from '../domain/hindsight/backtest.ts';
import type { ExplainDeps } from './deps.ts';
import { type Period, type PeriodQuestion, readPeriod } from './read-period.ts';

export interface BacktestInput extends PeriodQuestion {
  readonly settings: Settings;
}

export interface TriedOnLog extends Backtest, Period {
  readonly checks: number;
  readonly settings: Settings;
}

/** Throws `Refusal` for a monitor that is not there, and where the log has nothing. */
export async function tryOnLog(deps: ExplainDeps, { settings, ...question }: BacktestInput): Promise<TriedOnLog> {
  const { fleet, ticks, ...period } = await readPeriod(deps, question);
  const { monitorId } = question;
  const checks = ticks.reduce((sum, { results }) => sum + results.length, 0);
  const monitors = monitorId === undefined ? fleet.monitors : related(fleet.monitors, monitorId);
  const tried = backtest({ ...fleet, monitors }, ticks, settings, period.until);
  const byMonitor = tried.byMonitor.filter((each) => monitorId === undefined || each.monitorId === monitorId);
  const [only] = monitorId === undefined ? [] : byMonitor;
  return { ...tried, ...only, byMonitor, ...period, checks, settings };
}

/** A monitor, and those that may keep it quiet. */
function related<M extends { readonly id: string; readonly dependsOn?: readonly string[] }>(
  monitors: readonly M[],
  id: string,
): M[] {
  const own = monitors.find((monitor) => monitor.id === id);
  return monitors.filter((monitor) => monitor === own || own?.dependsOn?.includes(monitor.id));
}
