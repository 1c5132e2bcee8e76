/** Runs one tick of one cell, in the slot that the scheduler meant; or asks for the slots that are finer than it. */
import middy from '@middy/core';
import type { Context, SQSEvent } from 'aws-lambda';
import type { Fleet } from '../../shared/domain/monitor.ts';
import { isoSeconds } from '../../shared/domain/time/calendar.ts';
import { MINUTE_MS } from '../../shared/domain/time/grid.ts';
import { WHOLE_FLEET } from '../../shared/domain/time/slot.ts';
import type { Log, SlotQueue } from '../../shared/ports.ts';
import { runTick, type TickDeps, type TickOutcome } from '../../shared/tick/run-tick.ts';
import { logFaults } from '../log-faults.ts';
import { askForSlots, isTooLate, QUEUE_SPREAD_MS } from './ask-for-slots.ts';
import { type CheckAnswer, type CheckCall, checkOnce, isCheckCall } from './check-once.ts';
import { isFromQueue, slotOfEvent, type TickCall } from './slot-of-event.ts';

export interface TickHandlerDeps extends TickDeps {
  readonly log: Log;
  readonly fleet: Fleet;
  readonly region: string;
  /** Where slots below a minute are asked for. Without it there is one tick a minute. */
  readonly finer?: { readonly tickMs: number; readonly queue: SlotQueue };
}

/** What a caller by hand sees. */
export interface TickSummary {
  readonly slot: string;
  readonly checks: number;
  readonly changes: TickOutcome['changes'];
  readonly foldedSlots: readonly string[];
  readonly isDuplicate: boolean;
}

export type TickAnswer = TickSummary | CheckAnswer | { readonly askedFor: readonly string[] } | undefined;

/** The scheduler fires within a minute of the slot, and Lambda may keep the call waiting for another. */
const SCHEDULE_SPREAD_MS = 120_000;
/** Left for appending, folding and publishing when probes are cut short. */
const FINISH_MS = 6_000;

export const makeHandler = (deps: TickHandlerDeps) =>
  middy<TickCall | CheckCall | SQSEvent, TickAnswer, Error, Context>()
    .use(logFaults(deps.log, 'The tick failed; its slot is a gap'))
    .handler((event, context) => {
      if (isCheckCall(event)) return checkOnce(deps, event, { monitors: deps.fleet.monitors, region: deps.region });
      if (isFromQueue(event)) return runMessages(deps, event, context);
      // A call by hand names no slot, and wants to see a tick.
      if (deps.finer && event.slot !== undefined) return ask(deps, deps.finer, event);
      return tick(deps, event, context);
    });

async function ask({ clock }: TickHandlerDeps, finer: NonNullable<TickHandlerDeps['finer']>, event: TickCall) {
  const { tickMs, queue } = finer;
  const now = clock.now();
  const minute = slotOfEvent(event, now, MINUTE_MS);
  const slots = await askForSlots(queue, { minute, now, tickMs, cell: event.cell ?? WHOLE_FLEET });
  return { askedFor: slots.map(isoSeconds) };
}

/** One message a call, by the way the queue is set up. */
async function runMessages(deps: TickHandlerDeps, { Records }: SQSEvent, context: Context): Promise<undefined> {
  for (const { body } of Records) {
    const call: TickCall = JSON.parse(body);
    const now = deps.clock.now();
    const slot = slotOfEvent(call, now, tickMsOf(deps));
    if (isTooLate(slot, now)) {
      deps.log.warn('A slot came too late to be run; it is a gap', { slot: isoSeconds(slot), lateMs: now - slot });
    } else {
      await tick(deps, call, context);
    }
  }
}

async function tick(deps: TickHandlerDeps, call: TickCall, context: Context): Promise<TickSummary> {
  const tickMs = tickMsOf(deps);
  const outcome = await runTick(deps, {
    fleet: deps.fleet,
    slot: slotOfEvent(call, deps.clock.now(), tickMs),
    tickMs,
    cell: call.cell ?? WHOLE_FLEET,
    region: deps.region,
    startSpreadMs: deps.finer ? QUEUE_SPREAD_MS : SCHEDULE_SPREAD_MS,
    signal: AbortSignal.timeout(Math.max(0, context.getRemainingTimeInMillis() - FINISH_MS)),
  });
  return summarise(outcome);
}

const tickMsOf = ({ finer }: TickHandlerDeps): number => finer?.tickMs ?? MINUTE_MS;

const summarise = ({ tick: { slot, results }, changes, foldedSlots, isDuplicate }: TickOutcome): TickSummary => ({
  slot: isoSeconds(slot),
  checks: results.length,
  changes,
  foldedSlots: foldedSlots.map(isoSeconds),
  isDuplicate,
});
