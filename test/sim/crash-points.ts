/**
 * One monitor, eight slots, and every point at which a process may die: before a call, after it, or with the call done and an
 * error instead of an answer. Small enough to be tried out in full, with each outcome reckoned by counting.
 */
import { failure } from '../../shared/domain/checks/failure.ts';
import type { Fleet } from '../../shared/domain/monitor.ts';
import { WHOLE_FLEET } from '../../shared/domain/time/slot.ts';
import { runNotifier } from '../../shared/notify/run-notifier.ts';
import type { Clock, Log, Probe } from '../../shared/ports.ts';
import { runTick } from '../../shared/tick/run-tick.ts';
import { aFleet, aMonitor, MINUTE, NOON } from '../domain/builders.ts';
import { MemoryStore } from './memory-store.ts';
import { promised } from './promised-store.ts';

export type Break = 'before' | 'after' | 'applied but error';
export const BREAKS: readonly Break[] = ['before', 'after', 'applied but error'];

export interface Case {
  /** `u` and `d`, one for each slot. */
  readonly verdicts: string;
  readonly failureThreshold: number;
  readonly recoveryThreshold: number;
  /** The number of the call that goes wrong, counted from 1 over the whole run, and how. */
  readonly crash?: { readonly at: number; readonly how: Break };
  /** Slots that run a second time, at once or afterwards. */
  readonly twice?: { readonly slots: readonly number[]; readonly atOnce: boolean };
  /** This slot runs after its successor. */
  readonly late?: number;
}

export interface Outcome {
  readonly calls: number;
  /** What the contact has heard, in order, as `down 3`: the kind and the slot of the opening. */
  readonly heard: readonly string[];
  /** What is wrong with that. */
  readonly flaw?: string;
}

const CLAIM_MS = 60_000;
const SPREAD_MS = 120_000;
/** Slots after the eight in which nothing goes wrong: a lost one is waited for, and a claim has to expire. */
const HEALING = 7;
const SILENT: Log = { info: () => {}, warn: () => {}, error: () => {} };

const FLEETS = new Map<string, Fleet>();

function fleetOf({ failureThreshold, recoveryThreshold }: Case): Fleet {
  const key = `${failureThreshold}/${recoveryThreshold}`;
  const known = FLEETS.get(key);
  if (known) return known;
  const made = aFleet({ monitors: [aMonitor({ policy: { failureThreshold, recoveryThreshold } })] });
  FLEETS.set(key, made);
  return made;
}

export async function tryOut(one: Case): Promise<Outcome> {
  const fleet = fleetOf(one);
  const memory = new MemoryStore({ clock: { now: () => now } });
  const heard: string[] = [];
  const verdictAt = new Map<number, string>();
  let now = NOON;
  let calls = 0;
  let dies: () => void = () => {};

  const clock: Clock = { now: () => now, sleep: async () => {} };
  const perform = async <T>(_name: string, work: () => T): Promise<T> => {
    calls += 1;
    if (calls !== one.crash?.at) return work();
    if (one.crash.how !== 'before') work();
    if (one.crash.how === 'applied but error') throw new Error('injected');
    dies();
    return new Promise<T>(() => {});
  };
  const store = promised(memory, perform);
  const probe: Probe = async () => {
    const isUp = verdictAt.get(now) === 'u';
    const facts = { timings: { total: 9 }, redirects: [], at: now };
    return isUp
      ? { ...facts, http: { version: '1.1', status: 200, headers: {} } }
      : { ...facts, failure: failure('tcp_refused') };
  };

  const alive = async (run: () => Promise<unknown>): Promise<void> => {
    const death = new Promise<void>((resolve) => {
      dies = resolve;
    });
    await Promise.race([run().catch((error) => mustBeInjected(error)), death]);
  };
  const tick = (slot: number): Promise<void> =>
    alive(() =>
      runTick(
        {
          store,
          logbook: store,
          probe,
          clock,
          log: SILENT,
          secrets: { read: async () => '' },
          metrics: { publishTick: () => perform('publishTick', () => undefined) },
        },
        { fleet, slot, tickMs: MINUTE, cell: WHOLE_FLEET, region: 'here', startSpreadMs: SPREAD_MS },
      ),
    );
  const tell = (): Promise<void> =>
    alive(() =>
      runNotifier(
        {
          store,
          logbook: store,
          clock,
          log: SILENT,
          senders: {
            sns: (_contact, { notifications }) =>
              perform('send', () => {
                for (const { kind, incident } of notifications) heard.push(`${kind} ${minuteOf(incident.openedAt)}`);
              }),
          },
        },
        { fleet, claimMs: CLAIM_MS },
      ),
    );

  const last = one.verdicts.at(-1) ?? 'u';
  for (let minute = 0; minute < one.verdicts.length + HEALING; minute++) {
    const slots = slotsIn(minute, one);
    now = NOON + minute * MINUTE + 1000;
    verdictAt.set(now, one.verdicts[minute] ?? last);
    if (one.twice?.atOnce && one.twice.slots.includes(minute)) {
      await Promise.all([tick(NOON + minute * MINUTE), tick(NOON + minute * MINUTE)]);
    } else for (const slot of slots) await tick(NOON + slot * MINUTE);
    for (const second of [5, 30]) {
      now = NOON + minute * MINUTE + second * 1000;
      await tell();
    }
  }
  const log = memory.readTicks(WHOLE_FLEET, 'here', 0, now);
  const seen = log.map(({ slot, results }) => ({ slot: minuteOf(slot), verdict: results[0]?.verdict ?? 'unknown' }));
  const flaw = flawOf(heard, expected(seen, one), one);
  return { calls, heard, ...(flaw !== undefined && { flaw }) };
}

const minuteOf = (instant: number): number => (instant - NOON) / MINUTE;

function slotsIn(minute: number, { late, twice }: Case): number[] {
  if (minute === late) return [];
  const again = !twice?.atOnce && twice?.slots.includes(minute) ? [minute] : [];
  return late !== undefined && minute === late + 1 ? [minute, late] : [minute, ...again];
}

function mustBeInjected(error: unknown): void {
  if (error instanceof Error && error.message === 'injected') return;
  throw error;
}

/** By counting failures and successes in a row. Gaps are too short to matter: one slot at most is lost. */
function expected(seen: readonly { slot: number; verdict: string }[], one: Case): string[] {
  const events: string[] = [];
  let opened: number | undefined;
  let run = { isDown: false, count: 0 };
  for (const { slot, verdict } of seen) {
    const isDown = verdict === 'down';
    run = { isDown, count: run.isDown === isDown ? run.count + 1 : 1 };
    if (opened === undefined && isDown && run.count >= one.failureThreshold) {
      opened = slot;
      events.push(`down ${slot}`);
    } else if (opened !== undefined && !isDown && run.count >= one.recoveryThreshold) {
      events.push(`recovered ${opened}`);
      opened = undefined;
    }
  }
  return events;
}

/** All that is expected and nothing else, in order; one copy more where a process could not note what it had sent. */
function flawOf(heard: readonly string[], wanted: readonly string[], { crash }: Case): string | undefined {
  const distinct = heard.filter((event, index) => heard.indexOf(event) === index);
  const copies = heard.length - distinct.length;
  if (distinct.join() !== wanted.join())
    return `heard ${heard.join(', ') || 'nothing'}; expected ${wanted.join(', ') || 'nothing'}`;
  if (copies > (crash ? 1 : 0)) return `heard ${copies} copies: ${heard.join(', ')}`;
  return undefined;
}

export const THRESHOLDS = [1, 2, 3].flatMap((failureThreshold) =>
  [1, 2].map((recoveryThreshold) => ({ failureThreshold, recoveryThreshold })),
);

/** Everything that is tried out for one row of verdicts. */
export async function* casesOf(verdicts: string): AsyncGenerator<Case> {
  for (const thresholds of THRESHOLDS) {
    const plain: Case = { verdicts, ...thresholds };
    yield plain;
    const { calls } = await tryOut(plain);
    for (let at = 1; at <= calls; at++) for (const how of BREAKS) yield { ...plain, crash: { at, how } };
    for (let slot = 0; slot < verdicts.length; slot++) {
      yield { ...plain, twice: { slots: [slot], atOnce: true } };
      yield { ...plain, twice: { slots: [slot, (slot + 3) % verdicts.length], atOnce: false } };
      if (slot > 0 && slot < verdicts.length - 1) yield { ...plain, late: slot };
    }
  }
}

export const allVerdicts = (length: number): string[] =>
  Array.from({ length: 2 ** length }, (_, bits) =>
    Array.from({ length }, (_each, at) => ((bits >> at) & 1 ? 'd' : 'u')).join(''),
  );
