/**
 * One process at work: a tick or a pass of the notifier. Everything that it asks of the world takes time, may fail in
 * any way, and may be the last thing that it does: a process that was killed goes on waiting for ever.
 */

import type { Contact } from '../../../shared/domain/alerting/contact.ts';
import type { Message } from '../../../shared/domain/alerting/notification.ts';
import { SendError } from '../../../shared/domain/errors.ts';
import type { Fleet } from '../../../shared/domain/monitor.ts';
import type { Clock, Cursor, Logbook, Store } from '../../../shared/ports.ts';
import { type Perform, promised, type StoreCall } from '../promised-store.ts';
import { virtualClock } from '../virtual-clock.ts';
import { drawSkewMs, type Fate, fateOf, freezeMs } from './fate.ts';
import type { World } from './world.ts';

export interface Job {
  readonly kind: 'tick' | 'notifier';
  readonly region: string;
  readonly fleet: Fleet;
  /** How long its host lets it run. */
  readonly limitMs: number;
  /** Which is less than it may need. */
  readonly isShort: boolean;
}

type Outcome<T> = { readonly value: T } | { readonly error: unknown };

export class Invocation {
  readonly job: Job;
  readonly name: string;
  readonly startedAt: number;
  readonly clock: Clock;
  readonly store: Store & Logbook;
  /** How often each call was made. */
  readonly calls = new Map<StoreCall, number>();
  /** When it claimed which message, by the message's key. */
  readonly claims = new Map<string, number>();
  /** How far the regions were when it last looked. */
  sawCursors: readonly Cursor[] = [];
  /** Something went wrong for this process in particular. */
  isTroubled = false;
  /** Its clock was wrong or it stood still, so what it knows of the time is not what others know. */
  isOutOfTime = false;
  isDead = false;
  readonly #world: World;
  /** How long targets that are well take to answer it. */
  readonly #roundTripMs: number;
  /** Looks that end at the same instant, by that instant. */
  readonly #looks = new Map<number, Promise<void>>();
  readonly #endsAt: number;

  constructor(world: World, id: number, job: Job) {
    this.#world = world;
    this.job = job;
    this.name = `${job.kind} ${id}`;
    this.startedAt = world.time.now;
    this.#endsAt = this.startedAt + job.limitMs;
    const skewMs = drawSkewMs(world);
    if (skewMs !== 0) this.#loseTime();
    this.clock = virtualClock(world.time, skewMs, world.shortestSleepMs);
    this.#roundTripMs = 5 + world.random.next() * 200;
    this.store = promised(world.memory, this.#perform);
  }

  /** Nothing that it still waits for will ever come. */
  die(why: string): void {
    if (this.isDead) return;
    this.isDead = true;
    this.isTroubled = true;
    this.#world.record.note(() => `${this.name} dies: ${why}`);
  }

  readonly #perform: Perform = <T>(call: StoreCall, work: () => T, key?: string): Promise<T> => {
    this.calls.set(call, (this.calls.get(call) ?? 0) + 1);
    const { memory, contacts, time } = this.#world;
    const fate = fateOf(this.#world, 'storeError', 'storeAmbiguous');
    if (call === 'markMessage' && key && fate !== 'done') contacts.excuse(this, key, fate);
    return this.#ask(call, fate, () => {
      if (this.#world.isStoreAway()) {
        this.isTroubled = true;
        if (call === 'markMessage' && key) contacts.excuse(this, key, 'the table is away');
        throw new Error('Injected: the table cannot be reached.');
      }
      const answer = memory.as(this, work);
      if (call === 'readCursors') this.sawCursors = answer as Cursor[];
      if (call === 'claimMessage' && key && answer === true) this.claims.set(key, time.now);
      return call === 'readAttention' ? (this.#world.attention(answer as string[]) as T) : answer;
    });
  };

  /** Takes the same time whether metrics are accepted or not. */
  publish(work: () => void): Promise<void> {
    const isRefused = this.#world.areMetricsRefused();
    return this.#ask('publishTick', fateOf(this.#world), () => {
      if (isRefused) throw new Error('Injected: metrics are refused.');
      work();
    });
  }

  send(contact: Contact, message: Message): Promise<void> {
    const dies = this.#world.faults.strikes('crashAfterSend');
    const fate = dies ? 'dies after' : fateOf(this.#world, 'sendRefused', 'sendAmbiguous');
    return this.#ask('send', fate, () => this.#world.contacts.accept(this, contact, message, fate));
  }

  readSecret(): Promise<string> {
    return this.#ask('readSecret', 'done', () => this.#world.secret());
  }

  /** A look at something, which takes as long as that takes; `see` is told whether it was cut short. */
  look<T>(
    hangsMs: number | undefined,
    signal: AbortSignal | undefined,
    see: (isCut: boolean, ms: number) => T,
  ): Promise<T> {
    const ms = hangsMs ?? this.#roundTripMs;
    if (signal) return this.#lookUntil(ms, signal, see);
    const instant = this.#world.time.now + ms;
    const over = this.#looks.get(instant) ?? this.#wait(ms);
    this.#looks.set(instant, over);
    return over.then(() => see(false, ms));
  }

  /** Over for those who still live. */
  #wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.#world.time.after(ms, () => {
        if (this.#lives()) resolve();
      });
    });
  }

  #lookUntil<T>(ms: number, signal: AbortSignal, see: (isCut: boolean, ms: number) => T): Promise<T> {
    return new Promise((resolve) => {
      const answer = (): void => {
        if (this.#lives()) resolve(see(signal.aborted, ms));
      };
      signal.addEventListener('abort', answer, { once: true });
      this.#world.time.after(signal.aborted ? 0 : ms, answer);
    });
  }

  /** What is read may be old by the time that it arrives: sometimes the work is done long before its answer comes. */
  #ask<T>(name: string, fate: Fate, work: () => T): Promise<T> {
    const { time, random } = this.#world;
    if (fate !== 'done') this.isTroubled = true;
    const latencyMs = 1 + random.next() * 20 + this.#standStill(name);
    let outcome: Outcome<T> | undefined;
    const attempt = (): void => {
      if (this.#lives() && fate !== 'fails' && fate !== 'dies before') outcome = outcomeOf(work);
    };
    return new Promise((resolve, reject) => {
      if (this.isDead) return;
      const isEarly = random.next() < 0.1;
      if (isEarly) time.after(1, attempt);
      time.after(1 + latencyMs, () => {
        if (!isEarly) attempt();
        if (this.#lives()) this.#answer(name, fate, outcome, resolve, reject);
      });
    });
  }

  #answer<T>(
    name: string,
    fate: Fate,
    outcome: Outcome<T> | undefined,
    resolve: (value: T) => void,
    reject: (error: unknown) => void,
  ): void {
    if (fate === 'dies before' || fate === 'dies after') {
      this.die(`${fate.slice('dies '.length)} ${name}`);
    } else if (fate === 'done' && outcome) {
      if ('error' in outcome) reject(outcome.error);
      else resolve(outcome.value);
    } else {
      this.#world.record.note(() => `${this.name}: ${name} ${fate}`);
      const message = `Injected: ${name} ${fate}.`;
      reject(name === 'send' ? new SendError(message, { isPermanent: false }) : new Error(message));
    }
  }

  #standStill(name: string): number {
    const ms = freezeMs(this.#world);
    if (ms > 0) {
      this.#loseTime();
      this.#world.record.note(() => `${this.name} stands still for ${Math.round(ms / 1000)} s at ${name}`);
    }
    return ms;
  }

  #loseTime(): void {
    this.isTroubled = true;
    this.isOutOfTime = true;
  }

  /** A process that runs for too long is ended by its host, wherever it stands. */
  #lives(): boolean {
    if (!this.isDead && this.#world.time.now > this.#endsAt) {
      this.#world.faults.note('cutShort');
      this.die('its time is up');
    }
    return !this.isDead;
  }
}

function outcomeOf<T>(work: () => T): Outcome<T> {
  try {
    return { value: work() };
  } catch (error) {
    return { error };
  }
}
