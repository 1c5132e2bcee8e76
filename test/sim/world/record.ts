/** What really happened in a run, as it happens, for those who judge it afterwards. */

import type { Mark, Message } from '../../../shared/domain/alerting/notification.ts';
import type { Tick } from '../../../shared/domain/checks/result.ts';
import type { Incident } from '../../../shared/domain/incident.ts';
import type { Fleet } from '../../../shared/domain/monitor.ts';
import type { Cursor, StateRow, TickMeasure } from '../../../shared/ports.ts';
import type { Invocation } from './invocation.ts';

/** A message that a contact has received. */
export interface Delivery {
  readonly at: number;
  readonly contactId: string;
  readonly message: Message;
  readonly by: Invocation;
}

/** One of the things that it told. */
export interface Copy {
  readonly by: Invocation;
  /** Why another copy may follow: whoever sent it was not able to note that it had. */
  excuse?: string;
  /** When it was noted that this copy was sent. */
  markedAt?: number;
}

/** Told of everything that happens; each method is called right after it. */
export interface Witness {
  tickAppended?(tick: Tick, by: Invocation): void;
  rowChanged?(before: StateRow | undefined, after: StateRow | undefined, by: Invocation): void;
  cursorMoved?(before: Cursor | undefined, after: Cursor, by: Invocation): void;
  marked?(key: string, mark: Mark, by: Invocation): void;
  delivered?(delivery: Delivery): void;
  /** A contact will never take this message. */
  refusedForGood?(contactId: string, message: Message): void;
  published?(measure: TickMeasure, by: Invocation): void;
  deployed?(fleet: Fleet, before: Fleet): void;
  ended?(by: Invocation): void;
  /** Nothing goes wrong any more from now on. */
  healing?(): void;
  /** Time to look whether everything that was promised has come true. */
  healed?(): void;
}

export class Violation extends Error {
  readonly rule: string;
  constructor(rule: string, message: string) {
    super(`${rule}: ${message}`);
    this.name = 'Violation';
    this.rule = rule;
  }
}

const LAST_EVENTS = 60;

/** Passes on what happens, and keeps the last of it for whoever has to find out why. */
export class Record {
  readonly #witnesses: Witness[] = [];
  /** Who wants to hear of what. */
  readonly #audiences = new Map<keyof Witness, readonly Witness[]>();
  /** The first broken rule; everything after it is of no interest. */
  violation: Violation | undefined;
  readonly counts = { checks: 0, ticks: 0, alerts: 0, copies: 0, events: 0, conflicts: 0 };
  readonly opened: Incident[] = [];
  readonly #events: string[] = [];
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Never throws: whoever is watched must not notice. */
  tell<K extends keyof Witness>(news: K, ...what: Parameters<NonNullable<Witness[K]>>): void {
    for (const witness of this.#toldOf(news)) {
      try {
        (witness[news] as (...news: unknown[]) => void).apply(witness, what);
      } catch (error) {
        this.fail(error);
      }
    }
  }

  /** For what a witness does by itself, at a time of its own. */
  guard(judge: () => void): void {
    try {
      judge();
    } catch (error) {
      this.fail(error);
    }
  }

  fail(error: unknown): void {
    this.violation ??= error instanceof Violation ? error : new Violation('a witness failed', String(error));
  }

  #toldOf(news: keyof Witness): readonly Witness[] {
    const known = this.#audiences.get(news);
    if (known) return known;
    const made = this.#witnesses.filter((witness) => witness[news] !== undefined);
    this.#audiences.set(news, made);
    return made;
  }

  add(...witnesses: Witness[]): void {
    this.#witnesses.push(...witnesses);
    this.#audiences.clear();
  }

  note(text: () => string): void {
    if (this.#events.length >= LAST_EVENTS * 2) this.#events.splice(0, LAST_EVENTS);
    this.#events.push(`${new Date(this.#now()).toISOString()} ${text()}`);
  }

  lastEvents(): readonly string[] {
    return this.#events.slice(-LAST_EVENTS);
  }
}
