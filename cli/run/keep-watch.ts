/** The two loops of a local run, ticks and messages, from their start to an end that leaves nothing half done. */
import type { Fleet } from '../../shared/domain/monitor.ts';
import { cellId, WHOLE_FLEET } from '../../shared/domain/time/slot.ts';
import { type NotifierDeps, type NotifierInput, runNotifier } from '../../shared/notify/run-notifier.ts';
import { runTick, type TickDeps } from '../../shared/tick/run-tick.ts';
import { TERMINAL, withTerminal } from './local-senders.ts';
import { startNotifierLoop } from './notifier-loop.ts';
import { type Schedule, startSchedule } from './scheduler.ts';

/** Longer than a webhook may take to answer. */
const CLAIM_MS = 15_000;

/** Checks that are running when the end is asked for get this long; then they are cut short and say nothing. */
const GRACE_MS = 2000;

/** Timers of one machine are late by milliseconds. */
const START_SPREAD_MS = 1000;

export interface WatchInput {
  readonly fleet: Fleet;
  readonly region: string;
  /** In milliseconds. */
  readonly tickMs: number;
  readonly statusUrl: string;
  readonly acknowledgeLinks: NonNullable<NotifierInput['acknowledgeLinks']>;
  /** Something was checked or sent. */
  readonly onProgress: () => void;
}

export interface Watch {
  readonly schedule: Pick<Schedule, 'nextSlot' | 'running'>;
  /** Starts nothing new, and resolves when what was running has ended and what there was to tell is told. */
  end(): Promise<void>;
}

/** Goes on after the last slot that is in the log already, whichever run wrote it. */
export async function keepWatch(deps: TickDeps & NotifierDeps, input: WatchInput): Promise<Watch> {
  const { region, tickMs } = input;
  const { clock, log, store } = deps;
  const ending = new AbortController();
  const cutting = new AbortController();
  const telling = new AbortController();
  const recent = await store.readTicks(WHOLE_FLEET, region, clock.now() - 2 * tickMs, clock.now());
  const notifier = startNotifierLoop(clock, telling.signal, tell);
  const schedule = startSchedule({ clock, tickMs, after: recent.at(-1)?.slot ?? 0, signal: ending.signal, runSlot });
  return { schedule, end };

  async function runSlot(slot: number, aloneSince: number): Promise<void> {
    const { fleet } = input;
    try {
      const timing = { slot, tickMs, startSpreadMs: START_SPREAD_MS, aloneSince, signal: cutting.signal };
      const outcome = await runTick(deps, { fleet, cell: WHOLE_FLEET, region, ...timing });
      if (outcome.changes.length > 0) notifier.nudge();
    } catch (cause) {
      log.error('A tick failed; its checks are lost and the next tick goes on', { cell: cellId(WHOLE_FLEET), cause });
    }
    input.onProgress();
  }

  async function tell(): Promise<void> {
    const told = { fleet: withTerminal(input.fleet), claimMs: CLAIM_MS, toldOfEverything: [TERMINAL.id] };
    try {
      const { statusUrl, acknowledgeLinks } = input;
      await runNotifier(deps, { ...told, statusUrl, acknowledgeLinks });
    } catch (cause) {
      log.error('The messages that are due could not be read; the next pass tries again', { cause });
    }
    input.onProgress();
  }

  async function end(): Promise<void> {
    ending.abort();
    const patience = clock.sleep(GRACE_MS, cutting.signal).then(() => cutting.abort());
    await schedule.idle();
    cutting.abort();
    await patience;
    telling.abort();
    await notifier.ended;
  }
}
