/**
 * One scheduled run: read, probe what is due, doubt what came of it, append to the log, fold, commit, publish.
 *
 * A duplicate of a run adopts the log entry that is there already and changes nothing.
 */

import { withOverrides } from '../domain/alerting/override.ts';
import { EGRESS_ID, egressMonitor } from '../domain/checks/egress.ts';
import type { Tick } from '../domain/checks/result.ts';
import type { Fleet, Monitor } from '../domain/monitor.ts';
import { isConfirming, type MonitorState } from '../domain/state.ts';
import { longestTickMs } from '../domain/time/pace.ts';
import { type Cell, cellId, isDue, isInCell } from '../domain/time/slot.ts';
import type { Log, Logbook, Metrics, Store, TickMeasure } from '../ports.ts';
import { type CellView, type FoldInput, type FoldOutcome, foldLog, readCell } from './fold-log.ts';
import { type ProbeDueDeps, probeDue } from './probe-due.ts';
import { questionEgress } from './question-egress.ts';

export interface TickDeps extends ProbeDueDeps {
  readonly store: Store;
  readonly logbook: Pick<Logbook, 'readOverrides'>;
  readonly metrics: Metrics;
}

export interface TickInput {
  readonly fleet: Fleet;
  /** The instant that the scheduler meant, on a grid of `tickMs`. Both in milliseconds. */
  readonly slot: number;
  readonly tickMs: number;
  readonly cell: Cell;
  readonly region: string;
  /** How late a tick may start: two minutes with EventBridge Scheduler and Lambda's queue, a second on one machine. */
  readonly startSpreadMs: number;
  /** No tick of a slot before this instant is still running anywhere: the start of a runner that is alone. */
  readonly aloneSince?: number;
  /** Ends the probes early; what they had not finished becomes unknown. */
  readonly signal?: AbortSignal;
}

export interface TickOutcome extends FoldOutcome {
  readonly tick: Tick;
  /** The slot had been run already; this run's own results were dropped. */
  readonly isDuplicate: boolean;
}

export async function runTick(deps: TickDeps, input: TickInput): Promise<TickOutcome> {
  const startedAt = deps.clock.now();
  const configured = input.fleet.monitors.filter((monitor) => isInCell(input.cell, monitor.id));
  const [view, overrides] = await Promise.all([
    readCell(deps.store, input.cell, input.region),
    deps.logbook.readOverrides(input.slot),
  ]);
  const monitors = withOverrides(configured, overrides, input.slot);
  const egress = egressMonitor(input.fleet);
  const isKeeper = isInCell(input.cell, EGRESS_ID);
  const probed = await probeDue(deps, dueMonitors(monitors, view, input), input.slot, input.signal);
  const results = await questionEgress(deps, {
    fleet: input.fleet,
    results: probed,
    isKeeper,
    isTroubled: isTroubled(view),
    ...(input.signal && { signal: input.signal }),
  });
  const own: Tick = {
    slot: input.slot,
    previous: input.slot - input.tickMs,
    cell: cellId(input.cell),
    region: input.region,
    startedAt,
    endedAt: deps.clock.now(),
    results,
  };
  const tick = await deps.store.appendTick(own);
  const isDuplicate = tick !== own;
  const watched = egress && isKeeper ? [...monitors, egress] : monitors;
  const folded = await fold(deps, input, watched, view, tick, isDuplicate);
  report(deps.log, tick, folded, isDuplicate);
  if (!isDuplicate) {
    const durationMs = deps.clock.now() - startedAt;
    await publish(deps, { tick: ofMonitors(tick), monitors, lagMs: startedAt - input.slot, durationMs });
  }
  return { ...folded, tick, isDuplicate };
}

/** Whether the checker's own network was in trouble when this was read. */
const isTroubled = ({ rows }: CellView): boolean =>
  rows.some(({ monitorId, state }) => monitorId === EGRESS_ID && state.phase !== 'up');

/** Metrics are about what is in the file. */
const ofMonitors = (tick: Tick): Tick => ({
  ...tick,
  results: tick.results.filter((result) => result.monitorId !== EGRESS_ID),
});

function dueMonitors(monitors: readonly Monitor[], view: CellView, input: TickInput): Monitor[] {
  const states = new Map(view.rows.map((row) => [row.monitorId, row.state]));
  const inQuestion = inQuestionToo(monitors, states);
  return monitors.filter(({ id, policy }) => {
    const state = states.get(id);
    // Whoever has just added a monitor wants to see it now, not when its turn comes.
    if (!state) return !policy.paused;
    return isDue(id, policy, isConfirming(state) || inQuestion.has(id), input.slot, input.tickMs);
  });
}

/** Whether a child that fails may blame its parent has to be known by the time that the child counts as down. */
function inQuestionToo(monitors: readonly Monitor[], states: ReadonlyMap<string, MonitorState>): ReadonlySet<string> {
  const failing = monitors.filter(({ id }) => states.get(id)?.phase === 'suspect');
  return new Set(failing.flatMap(({ dependsOn = [] }) => dependsOn));
}

function fold(
  deps: TickDeps,
  input: TickInput,
  monitors: readonly Monitor[],
  view: CellView,
  tick: Tick,
  isDuplicate: boolean,
): Promise<FoldOutcome> {
  const now = deps.clock.now();
  const longest = now - input.startSpreadMs - longestTickMs(monitors);
  // In order and on time, this tick is all that there is to fold, and reading the log would be a waste.
  const isOnTime = !isDuplicate && view.cursor?.slot === tick.previous && now < input.slot + input.tickMs;
  return foldLog(
    deps,
    {
      cell: input.cell,
      cellId: tick.cell,
      region: input.region,
      ...regionsOf(input.fleet),
      monitors,
      slot: input.slot,
      closedBefore: Math.max(longest, input.aloneSince ?? 0),
    },
    view,
    isOnTime ? [tick] : undefined,
  );
}

const regionsOf = ({ regions, quorum }: Fleet): Pick<FoldInput, 'regions' | 'quorum'> => ({
  ...(regions && { regions }),
  ...(quorum !== undefined && { quorum }),
});

function report(log: Log, tick: Tick, outcome: FoldOutcome, isDuplicate: boolean): void {
  const { slot, cell, region } = tick;
  for (const change of outcome.changes) log.info('A monitor changed its state', { slot, ...change });
  if (isDuplicate) log.warn('This slot had been run already; its first results stand', { slot, cell, region });
  if (outcome.isOvertaken)
    log.warn('Another run was quicker; the next tick folds what is left', { slot, cell, region });
  if (!outcome.foldedSlots.includes(slot)) {
    log.info('The tick is in the log but not folded now', { slot, cell, region, folded: outcome.foldedSlots });
  }
}

async function publish(deps: TickDeps, measure: TickMeasure): Promise<void> {
  try {
    await deps.metrics.publishTick(measure);
  } catch (cause) {
    deps.log.warn('The metrics of a tick were not published', { slot: measure.tick.slot, cause });
  }
}
