/**
 * One run of a probe: the phase it is in, how long each phase took, the one deadline, and all that ends with it.
 *
 *     dns ─▶ tcp ─▶ tls ─▶ send ─▶ wait ─▶ head ─▶ body ─▶ (next hop: dns …)
 *
 * A dialogue, such as that of a mail server, has `reply` in place of `wait` and `head`.
 *
 * The deadline is absolute. When it strikes, everything that the run holds is destroyed, whoever waits is told, and the
 * phase says what the failure is called.
 */
import type { FailureCode } from '../../domain/checks/failure.ts';
import type { Timings } from '../../domain/checks/observation.ts';
import { ProbeFailed } from './probe-failed.ts';

/** `wait` lasts from the request's last byte to the answer's first, `head` until its header is complete. */
export type Phase = 'dns' | 'tcp' | 'tls' | 'send' | 'wait' | 'head' | 'reply' | 'body';

const TIMED_OUT: Readonly<Record<Phase, FailureCode>> = {
  dns: 'dns_timeout',
  tcp: 'tcp_timeout',
  tls: 'tls_timeout',
  send: 'http_timeout',
  wait: 'http_timeout',
  head: 'http_timeout',
  reply: 'reply_timeout',
  body: 'body_timeout',
};

/** Where the time of a phase is shown; that of sending is part of the total only. */
const TIMING: Readonly<Partial<Record<Phase, Exclude<keyof Timings, 'total'>>>> = {
  dns: 'dns',
  tcp: 'connect',
  tls: 'tls',
  wait: 'firstByte',
  reply: 'firstByte',
  head: 'transfer',
  body: 'transfer',
};

/** A deadline that strikes so late tells of a process that was frozen or starved: an answer may long have been there. */
const STALLED_MS = 1000;

interface Held {
  destroy(): unknown;
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

export class Run {
  phase: Phase = 'dns';
  /** What running out of time is called while it is not the target that is waited for. */
  timedOutAs: FailureCode | undefined;
  /** What running out of time is called by whoever knows more than the phase; is given how long it took. */
  whenOutOfTime: ((detail: string) => ProbeFailed) | undefined;
  readonly #startedAt = performance.now();
  readonly #timeoutMs: number;
  readonly #timer: NodeJS.Timeout;
  readonly #signal: AbortSignal | undefined;
  readonly #held: Held[] = [];
  #phaseStartedAt = this.#startedAt;
  #timings: Writable<Omit<Timings, 'total'>> = {};
  #endedAt: number | undefined;
  #stopped: ProbeFailed | undefined;
  #interrupt: ((reason: ProbeFailed) => void) | undefined;

  constructor(timeoutMs: number, signal?: AbortSignal) {
    this.#timeoutMs = timeoutMs;
    this.#timer = setTimeout(() => this.#stop(this.#timedOut()), timeoutMs);
    this.#signal = signal;
    signal?.addEventListener('abort', this.#abort);
    if (signal?.aborted) this.#abort();
  }

  /** Set once the deadline has struck or the caller has aborted: nothing new may begin. */
  get stopped(): ProbeFailed | undefined {
    return this.#stopped;
  }

  get remainingMs(): number {
    return Math.max(0, this.#timeoutMs - (performance.now() - this.#startedAt));
  }

  /** A new hop: its timings replace those of the hop before. */
  startHop(): void {
    this.#timings = {};
    this.phase = 'dns';
    this.#phaseStartedAt = performance.now();
  }

  /** Ends the phase before and begins this one. Call it in the handler of the event that marks the change. */
  enter(phase: Phase): void {
    const now = performance.now();
    this.#closePhase(now);
    this.phase = phase;
    this.#phaseStartedAt = now;
  }

  /** Waits for one thing, unless the run is stopped first. One wait at a time. */
  wait<T>(start: (resolve: (value: T) => void, reject: (error: unknown) => void) => void): Promise<T> {
    return new Promise((resolve, reject) => {
      if (this.#stopped) return reject(this.#stopped);
      this.#interrupt = reject;
      start(resolve, reject);
    });
  }

  /** Something that is destroyed with the run at the latest. */
  hold<T extends Held>(held: T): T {
    this.#held.push(held);
    if (this.#stopped) held.destroy();
    return held;
  }

  /** The last byte has been read: the clock stops, and what is still done with the answer is not the target's time. */
  finish(): void {
    if (this.#endedAt !== undefined) return;
    this.#endedAt = performance.now();
    this.#closePhase(this.#endedAt);
  }

  /** Lets go of everything. Idempotent. */
  end(): void {
    this.finish();
    clearTimeout(this.#timer);
    this.#signal?.removeEventListener('abort', this.#abort);
    // The last first: Node crashes where a socket goes from below the TLS that a dialogue has begun over it.
    for (const held of this.#held.splice(0).reverse()) held.destroy();
  }

  /** Of the last hop, in milliseconds with two decimals; `total` is of the whole run. */
  get timings(): Timings {
    return { ...this.#timings, total: rounded((this.#endedAt ?? performance.now()) - this.#startedAt) };
  }

  #closePhase(now: number): void {
    const key = TIMING[this.phase];
    if (key) this.#timings[key] = rounded((this.#timings[key] ?? 0) + now - this.#phaseStartedAt);
  }

  #timedOut(): ProbeFailed {
    const lateMs = performance.now() - this.#startedAt - this.#timeoutMs;
    if (lateMs > STALLED_MS) {
      return new ProbeFailed(
        'probe_error',
        `this machine was too busy to look, or asleep, for ${Math.round(lateMs)} ms`,
      );
    }
    const detail = `gave up after ${this.#timeoutMs / 1000} s`;
    return this.whenOutOfTime?.(detail) ?? new ProbeFailed(this.timedOutAs ?? TIMED_OUT[this.phase], detail);
  }

  readonly #abort = (): void => this.#stop(new ProbeFailed('probe_error', 'it was stopped before it had finished'));

  #stop(reason: ProbeFailed): void {
    if (this.#stopped) return;
    this.#stopped = reason;
    this.finish();
    this.#interrupt?.(reason);
    this.end();
  }
}

const rounded = (ms: number): number => Math.round(ms * 100) / 100;
