/** A world: the real use cases, and around them everything that they need, made of one seed. */

import type { OverrideKind, Scope } from '../../../shared/domain/alerting/override.ts';
import type { Fleet, Monitor } from '../../../shared/domain/monitor.ts';
import { longestTickMs } from '../../../shared/domain/time/pace.ts';
import { runNotifier } from '../../../shared/notify/run-notifier.ts';
import type { Log, TickMeasure } from '../../../shared/ports.ts';
import { runTick } from '../../../shared/tick/run-tick.ts';
import { createRandom, type Random } from '../random.ts';
import { VirtualTime } from '../virtual-clock.ts';
import { Contacts } from './contacts.ts';
import { type Fault, Faults } from './faults.ts';
import { REGIONS, withFeatures } from './features.ts';
import { changeFleet, drawDraft, drawFleet, MINUTE } from './fleet.ts';
import { Invocation, type Job } from './invocation.ts';
import { probeOf } from './probe.ts';
import { quietSpans } from './quiet.ts';
import { Record as Chronicle, Violation } from './record.ts';
import { Schedule, tickMsOf } from './schedule.ts';
import { drawTruth, type Loss, type Span, type Temper, Troubles, type Truth } from './truth.ts';
import { WatchedMemory } from './watched-memory.ts';

const HOUR = 60 * MINUTE;
const YEAR = 365 * 24 * HOUR;
/** After the last fault, everything that was promised has to come true within this time. */
export const HEAL_MS = 30 * MINUTE;
/** Longer than the notifier may run, as in a deployment. */
const CLAIM_MS = 60_000;
const NOTIFIER_LIMIT_MS = 45_000;
const SPREAD_MS = 120_000;
/** Left for the rest of a tick when its probes are cut short. */
const FINISH_MS = 6000;

type Tempers = readonly [Temper, ...Temper[]];

export interface WorldOptions {
  readonly seed: number;
  /** How much a run is worth, in years of one monitor. */
  readonly monitorYears?: number;
  readonly rates?: Readonly<Record<Fault, number>>;
  readonly tempers?: Tempers;
}

export class World {
  readonly time: VirtualTime;
  readonly startsAt: number;
  readonly record: Chronicle;
  readonly random: Random;
  readonly faults: Faults;
  readonly memory: WatchedMemory;
  readonly contacts: Contacts;
  readonly truths = new Map<string, Truth>();
  readonly regions: readonly string[];
  readonly tickMs: number;
  /** Most worlds do not wait between the starts of two probes, which saves half of their events. */
  readonly shortestSleepMs: number;
  readonly endsAt: number;
  fleet: Fleet;
  isHealed = false;
  readonly #everybody: readonly Monitor[];
  readonly #egress = new Map<string, Troubles<Loss>>();
  /** When somebody has taken an incident on. */
  readonly acknowledgedAt = new Map<string, number>();
  readonly #schedule: Schedule;
  readonly #troubledAt = new Map<string, number>();
  #storeAwayUntil = 0;
  #attention: string[] = [];
  #invocations = 0;
  #former: Fleet;
  #deployedAt: number;

  constructor({ seed, monitorYears = 0.1, rates, tempers }: WorldOptions) {
    const random = createRandom(seed);
    this.random = random.fork('world');
    this.startsAt = drawStart(random.fork('start'));
    this.time = new VirtualTime(this.startsAt);
    this.record = new Chronicle(() => this.time.now);
    this.faults = new Faults(random.fork('faults'), () => this.time.now, rates);
    this.memory = new WatchedMemory(this.record, { clock: { now: () => this.time.now } });
    this.contacts = new Contacts(this);
    const draft = drawDraft(random.fork('draft'));
    const share = (monitorYears * YEAR) / draft.monitors;
    this.endsAt = this.startsAt + Math.max(6 * HOUR, Math.min(share, 60 * 24 * HOUR));
    const plain = drawFleet(random.fork('fleet'), draft);
    this.fleet = withFeatures(random.fork('features'), plain, { from: this.startsAt, until: this.endsAt });
    this.#former = this.fleet;
    this.#everybody = this.fleet.monitors;
    this.#deployedAt = this.startsAt;
    this.regions = this.fleet.regions ?? [REGIONS[0]];
    this.shortestSleepMs = random.chance(0.9) ? 20 : 0;
    this.tickMs = tickMsOf(draft.intervalMs);
    this.#drawTruths(random.fork('truth'), tempers);
    this.record.add({
      rowChanged: (before, after) => {
        // A parent that has just been added counts as one that has just recovered.
        const isWell = before !== undefined && (after?.state.phase === 'up' || after?.state.phase === 'pending');
        if (after && !isWell) this.#troubledAt.set(after.monitorId, this.time.now);
      },
    });
    this.#schedule = new Schedule(this);
    this.#schedule.begin();
    this.time.at(this.endsAt, () => this.#heal());
  }

  /** One event; false once there is nothing more to come. */
  step(): boolean {
    this.record.counts.events += 1;
    return this.record.violation === undefined && !this.isHealed && this.time.step();
  }

  /** Virtual time in years, times the monitors that were watched in it. */
  get monitorYears(): number {
    return ((this.time.now - this.startsAt) * this.#everybody.length) / YEAR;
  }

  egressOf(region: string): Troubles<Loss> {
    return this.#egress.get(region) ?? NO_TROUBLES;
  }

  isStoreAway(): boolean {
    if (this.faults.isOver) return false;
    if (this.faults.strikes('storeAway')) {
      this.#storeAwayUntil = this.time.now + this.random.logUniform(MINUTE, 3 * HOUR);
      this.faults.lasts(this.#storeAwayUntil);
    }
    return this.time.now < this.#storeAwayUntil;
  }

  /** What the index answers: what is the case, or sometimes what was the case when it was last asked. */
  attention(current: string[]): string[] {
    const stale = this.#attention;
    this.#attention = current;
    return this.faults.strikes('staleIndex') ? stale : current;
  }

  areMetricsRefused(): boolean {
    return this.faults.strikes('metricsLost');
  }

  secret(): string {
    if (this.faults.strikes('secretsAway')) throw new Error('Injected: secrets cannot be read.');
    return 'swordfish';
  }

  runTick(region: string, slot: number): void {
    const fleet = this.#deployedFleet();
    const longestMs = longestTickMs(fleet.monitors) + SPREAD_MS / 2;
    const isShort = this.faults.strikes('cutShort');
    const limitMs = isShort ? this.random.between(100, longestMs) : longestMs;
    const by = this.#invoke({ kind: 'tick', region, fleet, limitMs, isShort });
    const ending = new AbortController();
    if (isShort) this.time.after(Math.max(0, by.job.limitMs - FINISH_MS), () => ending.abort());
    const deps = {
      store: by.store,
      logbook: by.store,
      clock: by.clock,
      log: SILENT,
      probe: probeOf(this, by),
      secrets: { read: () => by.readSecret() },
      metrics: {
        publishTick: (measure: TickMeasure) => by.publish(() => this.record.tell('published', measure, by)),
      },
    };
    this.#end(
      by,
      runTick(deps, {
        fleet,
        slot,
        tickMs: this.tickMs,
        cell: { index: 0, count: 1 },
        region,
        startSpreadMs: SPREAD_MS,
        ...(isShort && { signal: ending.signal }),
      }),
    );
  }

  runNotifier(): void {
    const fleet = this.#deployedFleet();
    const isShort = this.faults.strikes('cutShort');
    const limitMs = isShort ? this.random.between(100, NOTIFIER_LIMIT_MS) : NOTIFIER_LIMIT_MS;
    const by = this.#invoke({ kind: 'notifier', region: this.regions[0] ?? '', fleet, limitMs, isShort });
    const senders = { sns: by.send.bind(by), webhook: by.send.bind(by) };
    const deps = { store: by.store, logbook: by.store, senders, clock: by.clock, log: SILENT };
    this.#end(by, runNotifier(deps, { fleet, claimMs: CLAIM_MS }));
  }

  /** When people have asked for quiet about a monitor, as far as it touches that time. */
  quietSpansOf(monitor: Monitor, time: Span): Span[] {
    return quietSpans(monitor, this.fleet.maintenance ?? [], [...this.memory.table.overrides.values()], time);
  }

  /** When a monitor was last known to be in question. */
  lastTroubleOf(monitorId: string): number {
    return this.#troubledAt.get(monitorId) ?? Number.NEGATIVE_INFINITY;
  }

  /** Somebody silences something for a while. */
  silence(): void {
    const [from, random] = [this.time.now, this.random];
    const monitor = random.pick(this.fleet.monitors as readonly [Monitor, ...Monitor[]]);
    const scope = random.pick<Scope>([
      { kind: 'monitor', name: monitor.id },
      { kind: 'group', name: 'web' },
      { kind: 'everything' },
    ]);
    const until = Math.min(from + random.logUniform(5 * MINUTE, 6 * HOUR), this.endsAt);
    const kind = random.pick<OverrideKind>(['silence', 'maintenance']);
    const id = `override-${this.memory.table.overrides.size + 1}`;
    this.memory.putOverride({ id, kind, scope, from, until, by: 'ada' });
    this.record.note(() => `ada asks for ${kind} of ${JSON.stringify(scope)} until ${new Date(until).toISOString()}`);
  }

  /** Somebody takes on whatever is open, perhaps. */
  acknowledge(): void {
    for (const { state } of this.memory.readStates({ index: 0, count: 1 })) {
      const open = state.incidents.find(({ closing }) => !closing);
      if (!open || this.random.chance(0.5) || this.acknowledgedAt.has(open.id)) continue;
      this.acknowledgedAt.set(open.id, this.time.now);
      this.memory.addRemark({ incidentId: open.id, kind: 'acknowledged', at: this.time.now, by: 'ada' });
      this.record.note(() => `ada acknowledges ${open.id}`);
    }
  }

  deploy(): void {
    this.#former = this.fleet;
    this.fleet = changeFleet(this.random, this.fleet, this.#everybody);
    this.#deployedAt = this.time.now;
    this.record.note(() => 'the configuration changes');
    this.record.tell('deployed', this.fleet, this.#former);
  }

  /** For a minute after a change some processes still have the former one. */
  #deployedFleet() {
    const isRolling = this.time.now < this.#deployedAt + MINUTE && !this.faults.isOver;
    return isRolling && this.random.chance(0.5) ? this.#former : this.fleet;
  }

  #invoke(job: Job): Invocation {
    this.#invocations += 1;
    return new Invocation(this, this.#invocations, job);
  }

  #end(by: Invocation, outcome: Promise<unknown>): void {
    outcome.then(
      () => this.record.tell('ended', by),
      (error) => {
        if (by.isTroubled) this.record.note(() => `${by.name} fails: ${error}`);
        else this.record.fail(surprise(by, error));
      },
    );
  }

  #drawTruths(random: Random, tempers: Tempers | undefined): void {
    const allowed = tempers ?? random.pick(MIXTURES);
    for (const { target, policy } of this.#everybody) {
      if (!('url' in target) || this.truths.has(target.url)) continue;
      const watched = { intervalMs: policy.intervalMs, threshold: policy.failureThreshold };
      this.truths.set(target.url, drawTruth(random, this.startsAt, watched, allowed));
    }
    for (const region of this.regions) this.#egress.set(region, this.#drawEgress(random.fork(region)));
  }

  #drawEgress(random: Random): Troubles<Loss> {
    const rate = Math.max(this.faults.rates.egressLost, this.faults.rates.resolverDown);
    if (rate === 0) return NO_TROUBLES;
    const kinds: readonly ['names', ...Loss['kind'][]] = ['names', 'all', 'half'];
    const mean = (20 * MINUTE) / rate ** 0.5;
    return new Troubles(this.startsAt, (after) => {
      const from = after + MINUTE + random.waiting(mean);
      return { from, until: from + random.logUniform(10_000, 3 * HOUR), kind: random.pick(kinds) };
    });
  }

  #heal(): void {
    this.faults.end();
    for (const { down } of this.truths.values()) down.freeze(this.time.now);
    for (const troubles of this.#egress.values()) troubles.end(this.time.now);
    this.record.note(() => 'nothing goes wrong any more');
    this.record.tell('healing');
    this.time.after(HEAL_MS, () => {
      this.record.tell('healed');
      this.isHealed = true;
    });
  }
}

const MIXTURES: readonly [Tempers, ...Tempers[]] = [
  ['steady'],
  ['moody'],
  ['steady', 'moody'],
  ['steady', 'moody', 'moody', 'flapping'],
];

const never = (): Loss => ({ from: Number.POSITIVE_INFINITY, until: Number.POSITIVE_INFINITY, kind: 'all' });
const NO_TROUBLES = new Troubles(0, never);

/** Any day of the year, and every third time one on which the clocks of London are about to change. */
function drawStart(random: Random): number {
  const day = random.pick([Date.UTC(2026, 2, 28), Date.UTC(2026, 9, 24), Date.UTC(2026, 0, random.between(1, 365))]);
  return day + random.between(0, 23) * HOUR;
}
const SILENT: Log = { info: () => {}, warn: () => {}, error: () => {} };

function surprise(by: Invocation, error: unknown): Violation {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return new Violation('no reason to fail', `${by.name} failed though nothing had gone wrong: ${text}`);
}
