/**
 * Everything that may go wrong, and how often. Rates are drawn for each run: about half of the classes are off, which
 * leaves room for what the other half does in peace, and the rest are anywhere from rare to all the time.
 */
import type { Random } from '../random.ts';

export const FAULTS = {
  slotLost: 'F1: a slot never fires',
  slotRepeated: 'F2: a slot fires two to five times',
  slotLate: 'F3: a slot fires one to ten slots late',
  backlog: 'F4: the slots of up to a day fire again at once',
  crash: 'F5: a process dies before or after a call',
  storeError: 'F6: the table refuses a call, which is not done',
  storeAmbiguous: 'F7: the table does what is asked, and says that it failed',
  storeAway: 'F9: the table cannot be reached for up to three hours',
  staleIndex: 'F10: the index of attention is behind',
  sendRefused: 'F12: a message is not accepted',
  sendAmbiguous: 'F12: a message is accepted, and nobody is told so',
  crashAfterSend: 'F13: a process dies right after a message was accepted',
  contactAway: 'F14: a contact accepts nothing for a while',
  contactGone: 'F15: a contact refuses a message for good',
  wakeRepeated: 'F16: the notifier is woken several times at once',
  wakeLost: 'F17: the notifier is not woken by a change',
  skew: 'F18: a process has a clock that is up to five minutes wrong',
  stepBack: 'F18: a process has a clock that is an hour behind',
  slotAhead: 'F18: a slot fires before its time',
  freeze: 'F19: a process stands still for a second to half an hour',
  cutShort: 'F20: a process is ended by its time limit',
  deploy: 'F21: the configuration changes',
  newerRow: 'F22: a newer version has written fields that this one does not know',
  egressLost: 'F23: a region has lost its way out, or a part of it',
  resolverDown: 'F24: the resolver answers nothing',
  noise: 'F25: a single look at a target fails',
  metricsLost: 'F26: metrics are refused',
  regionAway: 'F30: a region is silent for up to six hours',
  secretsAway: 'F31: secrets cannot be read',
} as const;

export type Fault = keyof typeof FAULTS;

/** What is asked about at each call happens rarely by comparison, and what lasts for hours must not last all the time. */
const SCALES: Partial<Record<Fault, number>> = {
  backlog: 0.002,
  storeAway: 0.002,
  egressLost: 0.01,
  resolverDown: 0.01,
  contactAway: 0.05,
  deploy: 0.01,
  regionAway: 0.002,
  newerRow: 0.05,
  crash: 0.1,
  freeze: 0.03,
  slotAhead: 0.1,
  noise: 0.1,
};

/** What says nothing about how well the checker itself can work. */
const HARMLESS: ReadonlySet<Fault> = new Set(['metricsLost', 'noise', 'newerRow', 'wakeRepeated']);

const NAMES = Object.keys(FAULTS) as Fault[];

const RAREST = 1e-5;
const MOST_OFTEN = 0.3;

/** Chances that mean "once in so many": deciding by counting down costs no random number for what does not happen. */
export class Faults {
  readonly rates: Readonly<Record<Fault, number>>;
  /** How many times each was met. */
  readonly met: Record<Fault, number>;
  /** When something last went wrong with the checker itself. */
  lastAt = Number.NEGATIVE_INFINITY;
  #isOver = false;
  readonly #left: Record<Fault, number>;
  readonly #random: Record<Fault, Random>;
  readonly #now: () => number;

  constructor(random: Random, now: () => number, rates: Readonly<Record<Fault, number>> = drawRates(random)) {
    // A stream for each: one that is switched off changes nothing about when the others strike.
    this.#random = record((fault) => random.fork(fault));
    this.#now = now;
    this.rates = rates;
    this.met = record(() => 0);
    this.#left = record((fault) => this.#draw(fault));
  }

  /** Whether it happens this time. */
  strikes(fault: Fault): boolean {
    this.#left[fault] -= 1;
    if (this.#left[fault] > 0 || this.#isOver) return false;
    this.#left[fault] = this.#draw(fault);
    this.note(fault);
    return true;
  }

  /** Counts a fault that was decided elsewhere. */
  note(fault: Fault): void {
    this.met[fault] += 1;
    if (!HARMLESS.has(fault)) this.lasts(this.#now());
  }

  /** Something goes on being wrong until then. */
  lasts(until: number): void {
    this.lastAt = Math.max(this.lastAt, until);
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** From now on nothing goes wrong any more. */
  end(): void {
    this.#isOver = true;
  }

  #draw(fault: Fault): number {
    const rate = this.rates[fault] * (SCALES[fault] ?? 1);
    return rate === 0 ? Number.POSITIVE_INFINITY : Math.ceil(this.#random[fault].waiting(1 / rate));
  }
}

export const drawRates = (random: Random): Record<Fault, number> =>
  record(() => (random.chance(0.5) ? 0 : random.logUniform(RAREST, MOST_OFTEN)));

export const noFaults = (): Record<Fault, number> => record(() => 0);

function record<T>(of: (fault: Fault) => T): Record<Fault, T> {
  return Object.fromEntries(NAMES.map((fault) => [fault, of(fault)])) as Record<Fault, T>;
}
