/** Runs one tick of one cell, in the slot that the scheduler meant. */
import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { isoSeconds } from '../../shared/domain/calendar.ts';
import type { Fleet } from '../../shared/domain/monitor.ts';
import { type Cell, WHOLE_FLEET } from '../../shared/domain/slot.ts';
import type { Log } from '../../shared/ports.ts';
import { runTick, type TickDeps, type TickOutcome } from '../../shared/tick/run-tick.ts';
import { logFaults } from '../log-faults.ts';
import { slotOfEvent, type TickEvent } from './slot-of-event.ts';

export interface TickHandlerDeps extends TickDeps {
  readonly log: Log;
  readonly fleet: Fleet;
  readonly region: string;
}

export interface TickCall extends TickEvent {
  /** The whole fleet where it is absent. */
  readonly cell?: Cell;
}

/** What a caller by hand sees. */
export interface TickSummary {
  readonly slot: string;
  readonly checks: number;
  readonly changes: TickOutcome['changes'];
  readonly foldedSlots: readonly string[];
  readonly isDuplicate: boolean;
}

const TICK_MS = 60_000;
/** The scheduler fires within a minute of the slot, and Lambda may keep the call waiting for another. */
const START_SPREAD_MS = 120_000;
/** Left for appending, folding and publishing when probes are cut short. */
const FINISH_MS = 6_000;

export const makeHandler = (deps: TickHandlerDeps) =>
  middy<TickCall, TickSummary, Error, Context>()
    .use(logFaults(deps.log, 'The tick failed; its slot is a gap'))
    .handler((event, context) => tick(deps, event, context));

async function tick(deps: TickHandlerDeps, event: TickCall, context: Context): Promise<TickSummary> {
  const outcome = await runTick(deps, {
    fleet: deps.fleet,
    slot: slotOfEvent(event, deps.clock.now(), TICK_MS),
    tickMs: TICK_MS,
    cell: event.cell ?? WHOLE_FLEET,
    region: deps.region,
    startSpreadMs: START_SPREAD_MS,
    signal: AbortSignal.timeout(Math.max(0, context.getRemainingTimeInMillis() - FINISH_MS)),
  });
  return summarise(outcome);
}

const summarise = ({ tick: { slot, results }, changes, foldedSlots, isDuplicate }: TickOutcome): TickSummary => ({
  slot: isoSeconds(slot),
  checks: results.length,
  changes,
  foldedSlots: foldedSlots.map(isoSeconds),
  isDuplicate,
});
